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
    {{ own_rate() }}

)

select * from final
