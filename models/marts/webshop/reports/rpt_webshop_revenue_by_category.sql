{{ webshop_revenue_by('category', 'category') }}
