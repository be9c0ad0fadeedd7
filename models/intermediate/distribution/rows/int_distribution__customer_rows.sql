with

final as (

    {%- for feed in feeds('distribution', 'customers') %}
    select
        '{{ feed.source }}' as company,
        customer_id,

        customer_name,
        city,
        market,
        platform,
        channel,

        _outcome,
        _line_number,
        {{ file_order() }} as _file_order
    from {{ ref(feed.judged) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
