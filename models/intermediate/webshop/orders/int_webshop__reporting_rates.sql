with

exchange_rates as (

    select * from {{ ref('int_webshop__exchange_rates') }}
    where
        to_currency = '{{ reporting_currency() }}'
        and from_currency <> '{{ reporting_currency() }}'

),

final as (

    select
        from_currency as currency,

        try_cast(rate as decimal(17, 8)) as rate,
        rate_date,
        applies_from,
        applies_to
    from exchange_rates
    union all
    select
        '{{ reporting_currency() }}' as currency,
        -- as wide as the others: a wider rate would round products to nine places before they are rounded to two
        cast(1 as decimal(17, 8)) as rate,
        date '0001-01-01' as rate_date,
        date '0001-01-01' as applies_from,
        date '9999-12-31' as applies_to

)

select * from final
