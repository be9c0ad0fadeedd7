with

delivered as (

    select * from {{ ref('int_distribution__product_rows') }}

),

{{ accepted_of_full_pictures('company') }},

final as (

    select
        {{ dbt_utils.generate_surrogate_key(['company', 'product_id']) }} as product_key,
        company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,
        is_active
    from accepted

)

select * from final
