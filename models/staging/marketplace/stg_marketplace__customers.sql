{{ load_feed('marketplace', 'customers') }}
