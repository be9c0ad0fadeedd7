{{ current_state('int_marketplace__sellers_history') }}
