with

final as (

    {%- for feed in feeds('distribution', 'products') %}
    select
        '{{ feed.source }}' as company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,

        _outcome,
        _line_number,
        {{ file_order() }} as _file_order
    from {{ ref(feed.judged) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
