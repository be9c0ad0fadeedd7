with

companies as (

    select * from {{ ref('companies') }}

),

final as (

    select
        company,
        company_name
    from companies

)

select * from final
