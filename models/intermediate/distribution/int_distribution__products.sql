{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_products_judged') }}
    where size(_reject_rules) = 0

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_products_judged') }}
    where size(_reject_rules) = 0

),

aligned as (

    select
        'atlon' as company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,

        _outcome,
        {{ file_order() }} as _file_order
    from atlon
    union all
    select
        'sports_bar' as company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,

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
        {{ dbt_utils.generate_surrogate_key(['company', 'product_id']) }} as product_key,
        company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'

)

select * from final
