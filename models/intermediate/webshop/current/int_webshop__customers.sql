with

final as (

    select
        customer_id,
        phone_masked,
        country_code,
        state,
        gender
    from {{ ref('int_webshop__customers_judged') }}
    where _outcome = 'accepted'

)

select * from final
