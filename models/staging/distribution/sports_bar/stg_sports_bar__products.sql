{{ load_feed('sports_bar', 'products') }}
