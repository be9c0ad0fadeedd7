{{ load_csv_feed('marketplace', 'customers') }}
