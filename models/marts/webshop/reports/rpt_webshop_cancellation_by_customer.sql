{{ webshop_cancellation_by('customer', 'customer_id') }}
