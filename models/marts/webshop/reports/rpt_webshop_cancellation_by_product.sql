{{ webshop_cancellation_by('product', 'product_id') }}
