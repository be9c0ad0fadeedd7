{{ all_versions('int_marketplace__order_items_judged') }}
