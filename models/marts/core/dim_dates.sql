{%- set order_dates = {
    'distribution': ('int_distribution__order_lines', 'order_month'),
    'marketplace': ('int_marketplace__orders', 'purchased_on'),
    'webshop': ('int_webshop__order_lines', 'order_date'),
} %}

with

-- The first and the last order of each line of business.
ordered as (

    select
        cast(null as date) as first_on,
        cast(null as date) as last_on
    where false
    {%- for line, (model_name, column) in order_dates.items() if is_in_business(line) %}
    union all
    select
        min({{ column }}) as first_on,
        max({{ column }}) as last_on
    from {{ ref(model_name) }}
    {%- endfor %}

),

period as (

    select
        cast(trunc(coalesce(min(first_on), date '2024-01-01'), 'year') as date) as first_year,
        cast(trunc(coalesce(max(last_on), date '2024-01-01'), 'year') as date) as last_year
    from ordered

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
