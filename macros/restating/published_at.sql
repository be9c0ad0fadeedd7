{# Query of a line's KPIs by month, from the fact that publishes them as it was at a time: one row a
   month and KPI (see _macros.yml). #}
{% macro published_at(line, time) -%}
    {%- set sums = {
        'distribution': {
            'month': 'month', 'where': 'true', 'sums': {
                'order_lines': 'sum(order_line_count)', 'units': 'sum(quantity)', 'revenue': 'sum(revenue_inr)',
            },
        },
        'marketplace': {
            'month': 'purchase_month', 'where': 'not is_cancelled and item_count > 0', 'sums': {
                'orders': 'count(*)', 'units': 'sum(item_count)', 'net_revenue': 'sum(net_revenue_brl)',
                'freight': 'sum(freight_brl)', 'gross_revenue': 'sum(gross_revenue_brl)',
            },
        },
        'webshop': {
            'month': "cast(trunc(order_date, 'month') as date)", 'where': 'not is_cancelled', 'sums': {
                'orders': 'count(distinct order_key)', 'order_lines': 'count(*)', 'units': 'sum(quantity)',
                'gross': 'sum(gross)', 'discount': 'sum(discount)', 'net': 'sum(net)', 'tax': 'sum(tax)', 'sale': 'sum(sale)',
            },
        },
    }[line] -%}
    {%- set pairs = [] -%}
    {%- for kpi, expression in sums.sums.items() -%}
        {%- do pairs.append("'" ~ kpi ~ "', cast(coalesce(" ~ expression ~ ', 0) as decimal(38, 2))') -%}
    {%- endfor -%}
    select
        {{ sums.month }} as month,
        stack(
            {{ pairs | length }},
            {{ pairs | join(',\n            ') }}
        ) as (kpi, value)
    from {{ table_at(restated_lines()[line].fact, time) }}
    where {{ sums.where }}
    group by {{ sums.month }}
{%- endmacro %}
