{{ all_versions('int_marketplace__customers_judged') }}
