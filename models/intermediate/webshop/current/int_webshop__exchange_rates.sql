with

rates as (

    select
        rate_date,
        from_currency,
        to_currency,
        rate
    from {{ ref('int_webshop__exchange_rates_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        from_currency,
        to_currency,
        rate,
        rate_date,
        -- before the first rate the first one counts, and what it is used for says so
        if(
            lag(rate_date) over (partition by from_currency, to_currency order by rate_date) is null,
            date '0001-01-01',
            rate_date
        ) as applies_from,
        coalesce(
            date_sub(lead(rate_date) over (partition by from_currency, to_currency order by rate_date), 1),
            date '9999-12-31'
        ) as applies_to
    from rates

)

select * from final
