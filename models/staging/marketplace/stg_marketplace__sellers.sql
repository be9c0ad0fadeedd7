{{ load_csv_feed('marketplace', 'sellers') }}
