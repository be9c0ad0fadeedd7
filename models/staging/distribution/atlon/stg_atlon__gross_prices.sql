{{ load_feed('atlon', 'gross_prices') }}
