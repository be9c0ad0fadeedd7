{{ all_versions('int_marketplace__products_judged') }}
