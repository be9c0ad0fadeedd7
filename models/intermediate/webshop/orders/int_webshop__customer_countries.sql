{{ days_of_versions(ref('int_webshop__customer_history'), 'customer_id', ['country_code']) }}
