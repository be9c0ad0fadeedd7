{{ load_feed('webshop', 'brands') }}
