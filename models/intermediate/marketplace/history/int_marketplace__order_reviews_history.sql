{{ all_versions('int_marketplace__order_reviews_judged') }}
