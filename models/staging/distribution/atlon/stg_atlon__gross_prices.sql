{{ load_csv_feed('atlon', 'gross_prices') }}
