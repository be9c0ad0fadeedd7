{{ load_csv_feed('atlon', 'orders') }}
