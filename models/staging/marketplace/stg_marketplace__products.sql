{{ load_feed('marketplace', 'products') }}
