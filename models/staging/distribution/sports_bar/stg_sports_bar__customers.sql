{{ load_feed('sports_bar', 'customers') }}
