with

final as (

    select
        category_code,
        category_name
    from {{ ref('int_webshop__categories_judged') }}
    where _outcome = 'accepted'

)

select * from final
