{{ load_feed('marketplace', 'order_items') }}
