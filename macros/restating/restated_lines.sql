{# What is restated of each line of business: the fact that publishes its numbers, its KPIs, and the
   feeds that they come from (see _macros.yml). #}
{% macro restated_lines() %}
    {% set lines = {
        'distribution': {
            'fact': 'fct_distribution_monthly_sales',
            'feeds': feeds('distribution', 'orders'),
            'terms': {'cause': 'changed_price', 'feeds': feeds('distribution', 'gross_prices')},
            'kpis': [
                {'name': 'order_lines', 'unit': 'lines'},
                {'name': 'units', 'unit': 'units'},
                {'name': 'revenue', 'unit': 'INR', 'anew': 'cast(before.units * after.factor as decimal(38, 2))'},
            ],
        },
        'marketplace': {
            'fact': 'fct_marketplace_orders',
            'feeds': feeds('marketplace', 'order_items') + feeds('marketplace', 'orders'),
            'counts_orders': true,
            'has_other_line': true,
            'kpis': [
                {'name': 'units', 'unit': 'units'},
                {'name': 'net_revenue', 'unit': 'BRL'},
                {'name': 'freight', 'unit': 'BRL'},
                {'name': 'gross_revenue', 'unit': 'BRL'},
            ],
        },
        'webshop': {
            'fact': 'fct_webshop_order_lines',
            'reads': ['int_webshop__order_lines'],
            'feeds': feeds('webshop', 'order_lines') + feeds('webshop', 'orders'),
            'terms': {'cause': 'changed_rate', 'feeds': feeds('webshop', 'exchange_rates')},
            'counts_orders': true,
            'kpis': [
                {'name': 'order_lines', 'unit': 'lines'},
                {'name': 'units', 'unit': 'units'},
            ],
        },
    } %}
    {% for name in ['gross', 'discount', 'net', 'tax'] %}
        {% do lines.webshop.kpis.append({
            'name': name, 'unit': reporting_currency(),
            'anew': in_reporting_currency('before.' ~ name ~ '_amount', 'after.factor'),
        }) %}
    {% endfor %}
    {% do lines.webshop.kpis.append({
        'name': 'sale', 'unit': reporting_currency(),
        'anew': 'try_cast(ceil(try_cast(before.sale_amount as decimal(20, 2)) * after.factor) as decimal(28, 2))',
    }) %}
    {% set built = {} %}
    {% for name in lines_of_business() %}{% do built.update({name: lines[name]}) %}{% endfor %}
    {{ return(built) }}
{% endmacro %}
