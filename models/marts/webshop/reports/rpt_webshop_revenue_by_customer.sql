{{ webshop_revenue_by('customer', 'customer_id') }}
