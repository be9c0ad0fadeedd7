{{ all_versions('int_marketplace__order_payments_judged') }}
