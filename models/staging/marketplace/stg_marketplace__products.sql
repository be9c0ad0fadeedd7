{{ load_csv_feed('marketplace', 'products') }}
