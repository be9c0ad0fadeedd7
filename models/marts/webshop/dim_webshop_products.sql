with

products as (

    select * from {{ ref('int_webshop__products') }}

),

categories as (

    select * from {{ ref('dim_webshop_categories') }}

),

brands as (

    select * from {{ ref('dim_webshop_brands') }}

),

-- What order lines name; what no delivery describes yet gets a placeholder.
named as (

    select distinct product_id
    from {{ ref('int_webshop__order_lines') }}

),

described as (

    select
        coalesce(products.product_id, named.product_id) as product_id,
        products.* except (product_id, is_active),
        coalesce(products.is_active, false) as is_active,
        products.product_id is null as is_placeholder
    from products
    full join named
        on products.product_id = named.product_id

),

final as (

    select
        {{ webshop_key(['described.product_id']) }} as product_key,
        described.product_id,
        described.sku,
        described.category_code,
        coalesce(categories.category_name, 'Unknown') as category,
        described.brand_code,
        coalesce(brands.brand_name, 'Unknown') as brand,
        described.color,
        described.size,
        described.material,
        described.weight_grams,
        described.length_cm,
        described.width_cm,
        described.height_cm,
        described.rating_count,
        described.is_active,
        described.is_placeholder
    from described
    left join categories
        on described.category_code = categories.category_code
    left join brands
        on described.brand_code = brands.brand_code

)

select * from final
