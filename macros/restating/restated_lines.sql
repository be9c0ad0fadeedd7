{# What is restated of each line of business: the fact that publishes its numbers, its KPIs, and the
   feeds that they come from (see _macros.yml). #}
{% macro restated_lines() %}
    {% set lines = {
        'distribution': {
            'fact': 'fct_distribution_monthly_sales',
            'month': 'month',
            'where': 'true',
            'feeds': feeds('distribution', 'orders'),
            'terms': {'cause': 'changed_price', 'feeds': feeds('distribution', 'gross_prices')},
            'contributions': contributions_distribution,
            'counted': [
                {'name': 'customers', 'unit': 'customers', 'by': 'customer_key', 'published': 'count(distinct customer_key)'},
                {'name': 'priced_sales', 'unit': 'sales', 'by': 'cell_key', 'worth': 'if(factor is null, 0, 1)',
                 'published': 'count(price_inr)'},
                {'name': 'sum_of_prices', 'unit': 'INR', 'by': 'cell_key', 'worth': 'coalesce(factor, 0)',
                 'published': 'sum(price_inr)'},
            ],
            'quotients': [
                {'name': 'average_selling_price', 'unit': 'INR', 'of': 'sum_of_prices', 'by': 'priced_sales'},
            ],
            'kpis': [
                {'name': 'order_lines', 'unit': 'lines', 'published': 'sum(order_line_count)'},
                {'name': 'units', 'unit': 'units', 'published': 'sum(quantity)'},
                {'name': 'revenue', 'unit': 'INR', 'published': 'sum(revenue_inr)',
                 'anew': 'cast(before.units * after.factor as decimal(38, 2))'},
            ],
        },
        'marketplace': {
            'fact': 'fct_marketplace_orders',
            'month': 'purchase_month',
            'where': 'not is_cancelled and item_count > 0',
            'feeds': feeds('marketplace', 'order_items') + feeds('marketplace', 'orders'),
            'contributions': contributions_marketplace,
            'has_other_line': true,
            'counted': [
                {'name': 'orders', 'unit': 'orders', 'by': 'order_key', 'published': 'count(*)'},
                {'name': 'customers', 'unit': 'customers', 'by': 'customer_key',
                 'published': 'count(distinct customer_unique_id)'},
            ],
            'quotients': [],
            'kpis': [
                {'name': 'units', 'unit': 'units', 'published': 'sum(item_count)'},
                {'name': 'net_revenue', 'unit': 'BRL', 'published': 'sum(net_revenue_brl)'},
                {'name': 'freight', 'unit': 'BRL', 'published': 'sum(freight_brl)'},
                {'name': 'gross_revenue', 'unit': 'BRL', 'published': 'sum(gross_revenue_brl)'},
            ],
        },
        'webshop': {
            'fact': 'fct_webshop_order_lines',
            'month': "cast(trunc(order_date, 'month') as date)",
            'where': 'not is_cancelled',
            'reads': ['int_webshop__order_lines'],
            'feeds': feeds('webshop', 'order_lines') + feeds('webshop', 'orders'),
            'terms': {'cause': 'changed_rate', 'feeds': feeds('webshop', 'exchange_rates')},
            'contributions': contributions_webshop,
            'counted': [
                {'name': 'orders', 'unit': 'orders', 'by': 'order_key', 'published': 'count(distinct order_key)'},
                {'name': 'customers', 'unit': 'customers', 'by': 'customer_key', 'published': 'count(distinct customer_id)'},
            ],
            'quotients': [
                {'name': 'average_order_value', 'unit': reporting_currency(), 'of': 'sale', 'by': 'orders'},
            ],
            'kpis': [
                {'name': 'order_lines', 'unit': 'lines', 'published': 'count(*)'},
                {'name': 'units', 'unit': 'units', 'published': 'sum(quantity)'},
            ],
        },
    } %}
    {% for name in ['gross', 'discount', 'net', 'tax'] %}
        {% do lines.webshop.kpis.append({
            'name': name, 'unit': reporting_currency(), 'published': 'sum(' ~ name ~ ')',
            'anew': 'if(before.is_counted, ' ~ in_reporting_currency('before.' ~ name ~ '_amount', 'after.factor') ~ ', 0)',
        }) %}
    {% endfor %}
    {% do lines.webshop.kpis.append({
        'name': 'sale', 'unit': reporting_currency(), 'published': 'sum(sale)',
        'anew': 'if(before.is_counted, try_cast(ceil(try_cast(before.sale_amount as decimal(20, 2)) * after.factor)'
            ~ ' as decimal(28, 2)), 0)',
    }) %}
    {% do lines.webshop.kpis.append({
        'name': 'lost_revenue', 'unit': reporting_currency(), 'published': 'sum(net)', 'where': 'is_cancelled',
        'anew': 'if(before.is_counted, 0, ' ~ in_reporting_currency('before.net_amount', 'after.factor') ~ ')',
    }) %}
    {% set built = {} %}
    {% for name in lines_of_business() %}{% do built.update({name: lines[name]}) %}{% endfor %}
    {{ return(built) }}
{% endmacro %}
