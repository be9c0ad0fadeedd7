{{ webshop_cancellation_by('category', 'category') }}
