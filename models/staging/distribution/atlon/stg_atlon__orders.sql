{{ load_feed('atlon', 'orders') }}
