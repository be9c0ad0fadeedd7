{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_customers_judged') }}
    where size(_reject_rules) = 0

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_customers_judged') }}
    where size(_reject_rules) = 0

),

aligned as (

    select
        'atlon' as company,
        customer_id,

        customer_name,
        cast(null as string) as city,
        market,
        platform,
        channel,

        _outcome,
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

        _outcome,
        {{ file_order() }} as _file_order
    from sports_bar

),

dated as (

    select
        *,
        max(_file_order) over (partition by company) as _newest_delivery
    from aligned

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(['company', 'customer_id']) }} as customer_key,
        company,
        customer_id,

        customer_name,
        city,
        market,
        platform,
        channel,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'

)

select * from final
