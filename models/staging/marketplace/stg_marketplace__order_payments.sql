{{ load_feed('marketplace', 'order_payments') }}
