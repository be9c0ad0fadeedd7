{{ current_state('int_marketplace__orders_history') }}
