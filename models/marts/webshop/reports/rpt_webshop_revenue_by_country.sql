{{ webshop_revenue_by('country', 'country') }}
