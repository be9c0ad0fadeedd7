{{ webshop_revenue_by('gender', 'gender') }}
