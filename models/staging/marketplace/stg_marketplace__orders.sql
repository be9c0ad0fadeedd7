{{ load_csv_feed('marketplace', 'orders') }}
