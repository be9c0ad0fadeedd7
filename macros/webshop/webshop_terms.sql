{# What exchange rates, promotions and the versions of customers and products say of order lines on the
   days of their orders (see _macros.yml). #}
{% macro webshop_terms(lines, columns, kinds=none) -%}
    {%- set kinds = kinds or ['rates', 'promotions', 'customers', 'product_history'] -%}
    select
        {{ columns | join(',\n        ') }}
        {%- if 'rates' in kinds %},
        rates.rate as exchange_rate,
        coalesce(rates.rate_date > lines.order_date, false) as is_rate_of_a_later_day
        {%- endif %}
        {%- if 'promotions' in kinds %},
        lines.is_promoted and promotions.coupon_code is null as is_coupon_unknown,
        coalesce(
            lines.order_date not between promotions.valid_from and promotions.valid_to, false
        ) as is_coupon_outside_validity
        {%- endif %}
        {%- if 'customers' in kinds %},
        coalesce(customer_countries.country_code, 'unknown') as country_code_at_order
        {%- endif %}
        {%- if 'product_history' in kinds %},
        coalesce(product_categories.category_code, 'unknown') as category_code_at_order
        {%- endif %}
    from {{ lines }} as lines
    {%- if 'rates' in kinds %}
    left join {{ ref('int_webshop__reporting_rates') }} as rates
        on
            lines.currency = rates.currency
            and lines.order_date between rates.applies_from and rates.applies_to
    {%- endif %}
    {%- if 'promotions' in kinds %}
    left join {{ ref('int_webshop__promotions') }} as promotions
        on lines.coupon_code = promotions.coupon_code
    {%- endif %}
    {%- if 'customers' in kinds %}
    left join {{ ref('int_webshop__customer_countries') }} as customer_countries
        on
            lines.customer_id = customer_countries.customer_id
            and lines.order_date between customer_countries.applies_from and customer_countries.applies_to
    {%- endif %}
    {%- if 'product_history' in kinds %}
    left join {{ ref('int_webshop__product_categories') }} as product_categories
        on
            lines.product_id = product_categories.product_id
            and lines.order_date between product_categories.applies_from and product_categories.applies_to
    {%- endif %}
{%- endmacro %}
