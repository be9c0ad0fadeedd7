{{ load_feed('marketplace', 'sellers') }}
