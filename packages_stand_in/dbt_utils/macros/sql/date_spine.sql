{% macro date_spine(datepart, start_date, end_date) %}

{%- set period_count = dbt.datediff(start_date, end_date, datepart) %}

with

counted as (

    select cast({{ period_count }} as int) as period_count

),

numbered as (

    -- no period is an error, as in the real package: a spine without rows hides a mistake
    select explode(sequence(
        0,
        if(
            period_count > 0,
            period_count - 1,
            cast(raise_error('date_spine: end_date must be at least one {{ datepart }} after start_date') as int)
        )
    )) as period_number
    from counted

),

periods as (

    select {{ dbt.dateadd(datepart, 'period_number', start_date) }} as date_{{ datepart }}
    from numbered

)

select * from periods
where date_{{ datepart }} <= {{ end_date }}

{% endmacro %}
