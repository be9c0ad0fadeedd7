{{ load_feed('webshop', 'products') }}
