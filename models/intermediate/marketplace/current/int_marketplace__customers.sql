{{ current_state('int_marketplace__customers_history') }}
