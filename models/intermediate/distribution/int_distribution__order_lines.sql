{{ config(materialized='view') }}
{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_orders_judged') }}
    where _outcome = 'accepted'

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_orders_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        'atlon' as company,
        cast(null as string) as order_id,
        order_date,
        order_month,
        product_id,
        customer_id,

        quantity,

        _file_path,
        _line_number,
        _judgement_id
    from atlon
    union all
    select
        'sports_bar' as company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,

        quantity,

        _file_path,
        _line_number,
        _judgement_id
    from sports_bar

)

select * from final
