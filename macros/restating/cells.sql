{# Where the cells of a line's marts are found: the relation with all attributes at the finest grain, its
   key, other names of its columns, and the marts that count cancelled lines, too (see _macros.yml). #}
{% macro cells(line) %}
    {{ return({
        'distribution': {
            'relation': 'rpt_distribution_sales',
            'key': "concat_ws('|', cells.company, cells.month, cells.product_id, cells.customer_id)",
            'names': {'date': 'month', 'price_year': 'year'},
            'with_cancelled': '',
        },
        'marketplace': {
            'relation': 'fct_marketplace_orders',
            'key': 'cells.order_id',
            'names': {'month': 'purchase_month', 'date': 'purchased_on'},
            'with_cancelled': '(fct_marketplace|rpt_marketplace_(payment|fulfilment|delivery))',
        },
        'webshop': {
            'relation': 'rpt_webshop_sales',
            'key': 'cells.order_line_key',
            'names': {
                'day': 'order_date', 'date': 'order_date', 'customer': 'customer_id', 'product': 'product_id', 'partner': 'seller',
                'coupon': "coalesce(coupon_code, 'none')", 'coupon_code': "coalesce(coupon_code, 'none')",
            },
            'with_cancelled': '(fct_webshop|rpt_webshop_cancellation)',
        },
    }[line]) }}
{% endmacro %}
