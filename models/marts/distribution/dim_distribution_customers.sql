with

customers as (

    select * from {{ ref('int_distribution__customers') }}

),

-- Whom accepted order lines name; the unknown customer is one of them for good.
named as (

    select distinct
        company,
        customer_id
    from {{ ref('int_distribution__order_lines') }}

),

known as (

    select
        *,
        false as is_placeholder
    from customers

),

-- Customers that no delivery describes yet.
placeholders as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['named.company', 'named.customer_id']
        ) }} as customer_key,
        named.company,
        named.customer_id,
        if(
            named.customer_id = '999999',
            'Unknown customer',
            concat('Customer ', named.customer_id)
        ) as customer_name,
        cast(null as string) as city,
        'Unknown' as market,
        'Unknown' as platform,
        'Unknown' as channel,
        false as is_active,
        true as is_placeholder
    from named
    left anti join customers
        on
            named.company = customers.company
            and named.customer_id = customers.customer_id

),

final as (

    select * from known
    union all
    select * from placeholders

)

select * from final
