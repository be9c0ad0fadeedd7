{{ load_csv_feed('atlon', 'customers') }}
