{{ all_versions('int_marketplace__orders_judged') }}
