with

delivered as (

    select * from {{ ref('int_distribution__customer_rows') }}

),

{{ accepted_of_full_pictures('company') }},

final as (

    select
        {{ dbt_utils.generate_surrogate_key(['company', 'customer_id']) }} as customer_key,
        company,
        customer_id,

        customer_name,
        city,
        market,
        platform,
        channel,
        is_active
    from accepted

)

select * from final
