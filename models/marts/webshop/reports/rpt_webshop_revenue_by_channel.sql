{{ webshop_revenue_by('channel', 'channel') }}
