{{ load_csv_feed('marketplace', 'order_payments') }}
