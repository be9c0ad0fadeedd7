-- noqa: disable=LT02
{%- set columns = [
    'item_seq', 'order_date', 'ordered_at', 'order_month', 'customer_id', 'product_id', 'quantity', 'currency', 'unit_price',
    'discount_pct', 'tax_amount', 'channel', 'coupon_code', 'order_status', 'payment_method',
] %}

with

final as (

    {%- for feed in feeds('webshop', 'order_lines') %}
    select
        seller,
        order_id,
        {%- for name in columns %}
        {{ name }},
        {%- endfor %}

        false as is_of_a_whole_order,
        '{{ folder_of(feed) }}' as source_feed,
        _file_path,
        _line_number,
        {{ file_order() }} as _file_order
    from {{ ref(feed.judged) }}
    where _outcome <> 'rejected'
    union all
    {%- endfor %}
    {%- for feed in feeds('webshop', 'orders') %}
    select
        seller,
        order_id,
        {%- for name in columns %}
        line.{{ name }},
        {%- endfor %}

        true as is_of_a_whole_order,
        '{{ folder_of(feed) }}' as source_feed,
        _file_path,
        _line_number,
        {{ file_order() }} as _file_order
    from {{ ref(feed.judged) }}
    lateral view explode(lines) exploded as line
    where _outcome <> 'rejected'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
