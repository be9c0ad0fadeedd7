with

sales as (

    select * from {{ ref('fct_monthly_sales') }}

),

days as (

    select explode(sequence(
        cast(trunc(coalesce(min(month), date '2024-01-01'), 'year') as date),
        last_day(add_months(cast(trunc(coalesce(max(month), date '2024-01-01'), 'year') as date), 11))
    )) as date_day
    from sales

),

final as (

    select
        date_day,
        cast(trunc(date_day, 'month') as date) as month,
        cast(trunc(date_day, 'quarter') as date) as quarter,
        year(date_day) as year,
        month(date_day) as month_of_year,
        quarter(date_day) as quarter_of_year,
        date_format(date_day, 'MMMM') as month_name,
        weekday(date_day) + 1 as iso_day_of_week
    from days

)

select * from final
