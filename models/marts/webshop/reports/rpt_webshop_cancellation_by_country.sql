{{ webshop_cancellation_by('country', 'country') }}
