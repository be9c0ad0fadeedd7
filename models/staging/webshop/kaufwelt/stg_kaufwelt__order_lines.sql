{{ load_feed('kaufwelt', 'order_lines') }}
