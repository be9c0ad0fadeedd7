{{ load_csv_feed('marketplace', 'order_items') }}
