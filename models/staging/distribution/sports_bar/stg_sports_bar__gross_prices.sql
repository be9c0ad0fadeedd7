{{ load_feed('sports_bar', 'gross_prices') }}
