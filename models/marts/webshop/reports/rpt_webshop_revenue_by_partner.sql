{{ webshop_revenue_by('partner', 'seller') }}
