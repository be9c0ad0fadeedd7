{{ config(materialized='view', enabled=is_in_business('webshop')) }}

with

exchange_rates as (

    select * from {{ ref('int_webshop__exchange_rates') }}

),

final as (

    select
        from_currency,
        to_currency,

        rate_date,
        rate,
        applies_from,
        applies_to
    from exchange_rates

)

select * from final
