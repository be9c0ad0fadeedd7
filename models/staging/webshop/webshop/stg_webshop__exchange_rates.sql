{{ load_feed('webshop', 'exchange_rates') }}
