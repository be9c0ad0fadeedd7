with

valid as (

    select * from {{ ref('int_distribution__product_rows') }}
    where size(_reject_rules) = 0

),

dated as (

    select
        *,
        max(_file_order) over (partition by company) as _newest_delivery
    from valid

),

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
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'

)

select * from final
