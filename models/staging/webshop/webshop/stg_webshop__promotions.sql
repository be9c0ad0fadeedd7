{{ load_feed('webshop', 'promotions') }}
