with

sales as (

    select * from {{ ref('fct_distribution_monthly_sales') }}

),

period as (

    select
        cast(trunc(coalesce(min(month), date '2024-01-01'), 'year') as date) as first_year,
        cast(trunc(coalesce(max(month), date '2024-01-01'), 'year') as date) as last_year
    from sales

),

days as (

    select explode(sequence(first_year, last_day(add_months(last_year, 11)))) as date_day
    from period

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
