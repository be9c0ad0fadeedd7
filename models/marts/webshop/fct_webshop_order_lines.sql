-- noqa: disable=LT02
{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='order_line_key',
        meta={'gone_when_null': 'order_id', 'optimize_by': ['order_date']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
-- what stands behind the views: {{ ref('int_webshop__order_lines') }}, {{ ref('int_webshop__customer_history') }}
{%- set judged, orders = {'customers': ref('int_webshop__customers_judged')}, [] %}
{%- for feed in feeds('webshop', 'order_lines') + feeds('webshop', 'orders') %}
    {%- do judged.update({feed.feed: ref(feed.judged)}) %}
    {%- do orders.append(feed.feed) %}
{%- endfor %}
{%- set whole = {
    'rates': ref('int_webshop__exchange_rates_judged'),
    'promotions': ref('int_webshop__promotions_judged'),
    'product_history': ref('int_webshop__product_history'),
} %}
{%- set news = since_last_run(judged, whole) %}
{%- set terms = [
    'exchange_rate', 'is_rate_of_a_later_day', 'is_coupon_unknown', 'is_coupon_outside_validity',
    'country_code_at_order', 'category_code_at_order',
] %}
{%- set terms_of_now = webshop_terms('checked', [
    'lines.seller', 'lines.order_id', 'struct(lines.' ~ terms | join(', lines.') ~ ') as terms',
]) %}
{%- set is_any_line_checked = news.rates.is_new or news.promotions.is_new or news.product_history.is_new %}
{%- set are_lines_checked = is_incremental() and (is_any_line_checked or news.customers.is_new) %}

with

valued as (

    select * from {{ ref('int_webshop__valued_lines') }}

),

{% if are_lines_checked -%}
-- Stored lines of which a rate, a promotion or a version may say something else by now.
checked as (

    select * from {{ this }}
    {%- if not is_any_line_checked %}
    where
        customer_id in (
            select customers.customer_id from {{ news.customers.relation }} as customers
            where customers._judgement_id > {{ news.customers.since }}
        )
    {%- endif %}

),

with_terms_of_now as ( -- noqa: ST03

    {{ terms_of_now }}

),

{% endif -%}
{% if is_incremental() -%}
-- Orders that were delivered, and those of which something else is said.
touched as ( -- noqa: ST03

    {{ keys_since_last_run(news, ['seller', 'order_id'], orders) }}
    {%- if are_lines_checked %}
    union distinct
    select
        seller,
        order_id
    from with_terms_of_now
    where not terms <=> struct({{ terms | join(', ') }})
    {%- endif %}

),

{% endif -%}
recomputed as (

    select * from valued
    {{ where_touched(news, ['seller', 'order_id'], may_be_many=is_any_line_checked) }}

),

{% if is_incremental() -%}
stored as ( -- noqa: ST03

    select order_line_key from {{ this }}
    {{ where_touched(news, ['seller', 'order_id'], may_be_many=is_any_line_checked) }}

),

{% endif -%}
final as (

    select
        order_line_key, -- noqa: RF02
        {{ webshop_key(['recomputed.seller', 'recomputed.order_id']) }} as order_key,
        {{ webshop_key(['recomputed.buyer_id']) }} as customer_key,
        {{ webshop_key(['recomputed.product_id']) }} as product_key,
        recomputed.buyer_id as customer_id,
        recomputed.* except (order_line_key, buyer_id, customer_id)
    from recomputed
    {%- if is_incremental() %}
    -- lines that no delivery has any more have no order
    full join stored using (order_line_key)
    {%- endif %}

)

select * from final
