{{ webshop_revenue_by('product', 'product_id') }}
