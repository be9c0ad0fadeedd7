{{ days_of_versions(ref('int_webshop__product_history'), 'product_id', ['category_code']) }}
