{{ load_csv_feed('sports_bar', 'orders') }}
