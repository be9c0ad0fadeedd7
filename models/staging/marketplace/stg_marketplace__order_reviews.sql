{{ load_feed('marketplace', 'order_reviews') }}
