{{ config(materialized='view') }}

with

accepted as (

    select * from {{ ref('int_distribution__order_line_rows') }}
    where _outcome = 'accepted'

),

final as (

    select
        company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,

        quantity,

        _file_path,
        _line_number,
        _judgement_id
    from accepted

)

select * from final
