with

final as (

    select
        brand_code,
        brand_name,
        category_code
    from {{ ref('int_webshop__brands_judged') }}
    where _outcome = 'accepted'

)

select * from final
