with

delivered as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__categories_judged') }}

),

{{ accepted_of_full_pictures() }},

final as (

    select
        category_code,
        category_name,
        is_active
    from accepted

)

select * from final
