-- noqa: disable=LT02
{{
    config(
        alias='orders_cleaned',
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='order_line_key',
        meta={'gone_when_null': 'order_id', 'optimize_by': ['order_month']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set judged = {} %}
{%- for feed in feeds('webshop', 'order_lines') + feeds('webshop', 'orders') %}
    {%- do judged.update({feed.source: ref(feed.judged)}) %}
{%- endfor %}
{%- set news = since_last_run(judged) %}

with

{% if is_incremental() -%}
touched as ( -- noqa: ST03

    {{ keys_since_last_run(news, ['seller', 'order_id']) }}

),

{% endif -%}
delivered as (

    select * from {{ ref('int_webshop__order_line_rows') }}
    {{ where_touched(news, ['seller', 'order_id']) }}

),

-- Of a line that came more than once, in whichever feed of its seller, the last delivery counts; of what that
-- one says nothing, the last one that does. A whole order says which lines there are: those of before that are
-- not in it are gone.
ranked as (

    select
        * except (order_status, payment_method),
        {%- for name in ['order_status', 'payment_method'] %}
        first_value({{ name }}, true) over (
            partition by seller, order_id, item_seq
            order by _file_order desc, _line_number desc
            rows between current row and unbounded following
        ) as {{ name }},
        {%- endfor %}
        row_number() over (
            partition by seller, order_id, item_seq
            order by _file_order desc, _line_number desc
        ) as _rank,
        max(if(is_of_a_whole_order, struct(_file_order, _line_number), null)) over (
            partition by seller, order_id
        ) as _last_whole_order
    from delivered

),

winning as (

    select
        {{ dbt_utils.generate_surrogate_key(['seller', 'order_id', 'item_seq']) }} as order_line_key,
        seller,
        order_id,
        item_seq,
        order_date,
        ordered_at,
        order_month,
        customer_id,
        product_id,
        quantity,
        currency,
        unit_price,
        discount_pct,
        tax_amount,
        channel,
        coupon_code,
        coalesce(order_status, 'placed') as order_status,
        coalesce(payment_method, 'unknown') as payment_method,

        source_feed,
        _file_path,
        _line_number
    from ranked
    where
        _rank = 1
        and (_last_whole_order is null or struct(_file_order, _line_number) >= _last_whole_order)

),

{% if is_incremental() -%}
stored as ( -- noqa: ST03

    select order_line_key from {{ this }}
    {{ where_touched(news, ['seller', 'order_id']) }}

),

{% endif -%}
final as (

    select
        order_line_key, -- noqa: RF02
        winning.* except (order_line_key)
    from winning
    {%- if is_incremental() %}
    -- lines that their order has lost have no order
    full join stored using (order_line_key)
    {%- endif %}

)

select * from final
