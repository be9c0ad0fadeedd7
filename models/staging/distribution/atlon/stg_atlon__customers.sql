{{ load_feed('atlon', 'customers') }}
