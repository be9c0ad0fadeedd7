{{ current_state('int_marketplace__order_items_history') }}
