with

customers as (

    select * from {{ ref('int_webshop__customers') }}

),

-- A country has several spellings, and one name.
countries as (

    select
        country_code,
        max(country) as country
    from {{ ref('webshop_countries') }}
    group by country_code

),

-- Whom order lines name: who is not described yet gets a placeholder, as do lines without customer.
named as (

    select distinct {{ webshop_buyer() }} as customer_id
    from {{ ref('int_webshop__order_lines') }}

),

described as (

    select
        coalesce(customers.customer_id, named.customer_id) as customer_id,
        customers.country_code,
        customers.state,
        coalesce(customers.gender, 'unknown') as gender,
        customers.customer_id is null as is_placeholder
    from customers
    full join named
        on customers.customer_id = named.customer_id

),

final as (

    select
        {{ webshop_key(['described.customer_id']) }} as customer_key,
        described.customer_id,
        described.country_code,
        coalesce(countries.country, 'Unknown') as country,
        described.state,
        described.gender,
        described.is_placeholder
    from described
    left join countries
        on described.country_code = countries.country_code

)

select * from final
