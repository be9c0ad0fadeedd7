{{ load_feed('marketplace', 'orders') }}
