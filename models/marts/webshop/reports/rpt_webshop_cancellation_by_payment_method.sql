{{ webshop_cancellation_by('payment_method', 'payment_method') }}
