{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_customers_judged') }}

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_customers_judged') }}

),

delivered as (

    select
        'atlon' as company,
        customer_id,
        customer_name,
        cast(null as string) as city,
        market,
        platform,
        channel,

        _reject_rules,
        _line_number,
        {{ file_order() }} as _file_order
    from atlon
    union all
    select
        'sports_bar' as company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,

        _reject_rules,
        _line_number,
        {{ file_order() }} as _file_order
    from sports_bar

),

{{ versions_of_full_pictures(
    key='customer_id',
    attributes=['customer_name', 'city', 'market', 'platform', 'channel'],
) }}

select * from final
