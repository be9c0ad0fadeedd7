{{
    config(
        meta={
            'mend': 'A company, or months of it, are missing in fct_distribution_monthly_sales: name its judged order lines there, then build it with --full-refresh.',
        },
    )
}}

with

order_lines as (

    select
        company,

        count(*) as order_line_count,
        sum(quantity) as quantity
    from {{ ref('int_distribution__order_lines') }}
    group by company

),

sales as (

    select
        company,

        sum(order_line_count) as order_line_count,
        sum(quantity) as quantity
    from {{ ref('fct_distribution_monthly_sales') }}
    group by company

)

select
    coalesce(order_lines.company, sales.company) as company,
    order_lines.order_line_count,
    sales.order_line_count as order_line_count_of_sales,
    order_lines.quantity,
    sales.quantity as quantity_of_sales
from order_lines
full outer join sales
    on order_lines.company = sales.company
where
    not (
        order_lines.order_line_count <=> sales.order_line_count
        and order_lines.quantity <=> sales.quantity
    )
