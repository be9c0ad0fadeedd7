{{ load_csv_feed('sports_bar', 'gross_prices') }}
