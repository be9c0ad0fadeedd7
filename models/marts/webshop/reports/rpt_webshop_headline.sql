with

sold as (

    select * from {{ ref('rpt_webshop_sales') }}
    where not is_cancelled

),

final as (

    select
        count(distinct customer_id) as customer_count,
        {{ webshop_measures() }}
    from sold

)

select * from final
