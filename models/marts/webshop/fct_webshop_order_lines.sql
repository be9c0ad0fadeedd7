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
{%- set other_terms = webshop_other_terms(this, news, ['seller', 'order_id']) %}
{%- set may_be_many = news.rates.is_new or news.promotions.is_new or news.product_history.is_new %}

with

valued as (

    select * from {{ ref('int_webshop__valued_lines') }}

),

{% if is_incremental() -%}
-- Orders that were delivered, and those of which something else is said.
touched as ( -- noqa: ST03

    {{ keys_since_last_run(news, ['seller', 'order_id'], orders) }}
    {{- other_terms }}

),

{% endif -%}
recomputed as (

    select * from valued
    {{ where_touched(news, ['seller', 'order_id'], may_be_many=may_be_many) }}

),

{% if is_incremental() -%}
stored as ( -- noqa: ST03

    select order_line_key from {{ this }}
    {{ where_touched(news, ['seller', 'order_id'], may_be_many=may_be_many) }}

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
