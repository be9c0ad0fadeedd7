{{ load_feed('dealmart', 'order_lines') }}
