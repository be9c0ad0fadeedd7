{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_products_judged') }}

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_products_judged') }}

),

delivered as (

    select
        'atlon' as company,
        product_id,
        product_name,
        division,
        category,
        variant,

        _reject_rules,
        _line_number,
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

        _reject_rules,
        _line_number,
        {{ file_order() }} as _file_order
    from sports_bar

),

{{ versions_of_full_pictures(
    key='product_id',
    attributes=['product_name', 'division', 'category', 'variant'],
) }}

select * from final
