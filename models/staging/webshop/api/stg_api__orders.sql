{{ load_feed('api', 'orders') }}
