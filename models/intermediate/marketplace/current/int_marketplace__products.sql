{{ current_state('int_marketplace__products_history') }}
