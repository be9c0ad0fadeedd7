{{ load_feed('webshop', 'categories') }}
