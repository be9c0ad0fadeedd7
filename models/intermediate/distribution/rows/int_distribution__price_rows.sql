with

final as (

    {%- for feed in feeds('distribution', 'gross_prices') %}
    select
        '{{ feed.source }}' as company,
        product_id,

        price_month,
        price_as_delivered,
        price_inr,

        _outcome,
        _line_number,
        {{ file_order() }} as _file_order
    from {{ ref(feed.judged) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
