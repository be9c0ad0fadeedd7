{{ all_versions('int_marketplace__sellers_judged') }}
