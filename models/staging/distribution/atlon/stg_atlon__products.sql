{{ load_feed('atlon', 'products') }}
