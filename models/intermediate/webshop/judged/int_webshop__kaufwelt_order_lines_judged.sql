{{ judged_order_lines() }}
