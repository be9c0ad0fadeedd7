{{ webshop_revenue_by('month', 'month') }}
