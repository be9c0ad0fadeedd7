{# The stored order lines of which rates, promotions or versions say something else by now: a query for
   every kind that has news (see _macros.yml). #}
{% macro webshop_other_terms(fact, news, columns) -%}
    {%- set own, shown = [], columns | join(', ') -%}
    {%- for column in columns %}{% do own.append('lines.' ~ column) %}{% endfor -%}
    {%- set terms_of = {
        'rates': ['exchange_rate', 'is_rate_of_a_later_day'],
        'promotions': ['is_coupon_unknown', 'is_coupon_outside_validity'],
        'customers': ['country_code_at_order'],
        'product_history': ['category_code_at_order'],
    } -%}
    {#- dbt looks for refs before anything is known to be new #}
    {%- for kind, names in terms_of.items() if news[kind].is_new or not execute %}
    {%- set stored = 'struct(lines.' ~ names | join(', lines.') ~ ') as stored' %}
    union distinct
    {%- if kind == 'rates' %}
    {#- of currencies and days there are few, of lines and of rates many #}
    select {{ shown }} from {{ fact }}
    where
        (currency, order_date) in (
            select
                days.currency,
                days.order_date
            from (
                {{ webshop_terms(
                    '(select distinct currency, order_date, ' ~ names | join(', ') ~ ' from ' ~ fact ~ ')',
                    ['lines.currency', 'lines.order_date', stored], [kind]
                ) }}
            ) as days
            where not days.stored <=> struct(days.{{ names | join(', days.') }})
        )
    {%- else %}
    select {{ shown }}
    from (
        {{ webshop_terms(fact, own + [stored], [kind]) }}
        {%- if kind == 'promotions' %}
        where lines.is_promoted
        {%- elif kind == 'customers' %}
        where
            lines.customer_id in (
                select customers.customer_id from {{ news.customers.relation }} as customers
                where customers._judgement_id > {{ news.customers.since }}
            )
        {%- endif %}
    )
    where not stored <=> struct({{ names | join(', ') }})
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
