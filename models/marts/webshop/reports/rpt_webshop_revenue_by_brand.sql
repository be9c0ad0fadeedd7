{{ webshop_revenue_by('brand', 'brand') }}
