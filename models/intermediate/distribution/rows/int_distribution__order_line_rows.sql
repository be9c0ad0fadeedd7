with

final as (

    {%- for feed in feeds('distribution', 'orders') %}
    select
        '{{ feed.source }}' as company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,

        quantity_as_delivered,
        quantity,

        _outcome,
        _file_path,
        _line_number,
        _judgement_id
    from {{ ref(feed.judged) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
