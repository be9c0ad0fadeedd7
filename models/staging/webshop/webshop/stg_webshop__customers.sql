{{ load_feed('webshop', 'customers') }}
