with

final as (

    {%- for line in lines_of_business() %}
    select
        '{{ line }}' as line,
        position,
        name,
        label,
        value,
        unit,
        decimals,
        look_at
    from {{ ref('rpt_' ~ line ~ '_summary') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
