{{ webshop_revenue_by('day', 'order_date') }}
