with

customers as (

    select * from {{ ref('int_distribution__customers') }}

),

sales as (

    select * from {{ ref('fct_distribution_monthly_sales') }}

),

known as (

    select
        *,
        false as is_placeholder
    from customers

),

-- Customers that sales name and no delivery describes yet; the unknown customer is one of them for
-- good.
placeholders as (

    select distinct
        sales.customer_key,
        sales.company,
        sales.customer_id,
        if(
            sales.customer_id = '999999',
            'Unknown customer',
            concat('Customer ', sales.customer_id)
        ) as customer_name,
        cast(null as string) as city,
        'Unknown' as market,
        'Unknown' as platform,
        'Unknown' as channel,
        false as is_active,
        true as is_placeholder
    from sales
    left anti join customers
        on sales.customer_key = customers.customer_key

),

final as (

    select * from known
    union all
    select * from placeholders

)

select * from final
