{{ load_feed('sports_bar', 'orders') }}
