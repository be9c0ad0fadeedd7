{{ webshop_cancellation_by('brand', 'brand') }}
