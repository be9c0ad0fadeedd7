{{ current_state('int_marketplace__order_payments_history') }}
