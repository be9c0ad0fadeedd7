{{ webshop_cancellation_by('month', 'month') }}
