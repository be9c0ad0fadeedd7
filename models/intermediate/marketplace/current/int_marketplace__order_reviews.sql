{{ current_state('int_marketplace__order_reviews_history') }}
