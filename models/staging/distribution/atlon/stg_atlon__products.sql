{{ load_csv_feed('atlon', 'products') }}
