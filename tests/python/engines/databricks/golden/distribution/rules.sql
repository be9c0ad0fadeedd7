-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`logs`.`rules`
  as (
    with
final as (
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'atlon.products',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'Without its code a product cannot be sold.'
        ),
        (
            'atlon.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'atlon.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'atlon.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'atlon.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'atlon.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'atlon.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'atlon.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'atlon.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.products',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'Without its number a product cannot be sold.'
        ),
        (
            'sports_bar.products',
            'product_name_missing',
            'reject',
            'coalesce(full_name, \'\') = \'\'',
            'A product without a name cannot be reported.'
        ),
        (
            'sports_bar.products',
            'product_id_not_numeric',
            'warn',
            'coalesce(source_product_id, \'\') <> \'\' and not crossed_product_id rlike \'^[0-9]+$\'',
            'Nothing can be ordered on it until product_crosswalk.csv names its number.'
        ),
        (
            'sports_bar.orders',
            'order_id_missing',
            'reject',
            'order_id is null',
            'A line of no order cannot be corrected later.'
        ),
        (
            'sports_bar.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'sports_bar.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'sports_bar.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'sports_bar.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'sports_bar.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a shop cannot be told from another.'
        ),
        (
            'sports_bar.customers',
            'customer_id_not_numeric',
            'reject',
            'coalesce(customer_id, \'\') <> \'\' and not customer_id rlike \'^[0-9]+$\'',
            'Shops are numbered; text stands for nobody.'
        ),
        (
            'sports_bar.customers',
            'city_unknown',
            'warn',
            'is_city_unmapped',
            'A city that city_names.csv does not know may be misspelt.'
        ),
        (
            'atlon.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'atlon.gross_prices',
            'price_year_unparsable',
            'reject',
            'price_month is null',
            'A price of no year.'
        ),
        (
            'atlon.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        ),
        (
            'atlon.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a customer cannot be told from another.'
        ),
        (
            'sports_bar.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'sports_bar.gross_prices',
            'price_month_unparsable',
            'reject',
            'delivered_month is null',
            'A price of no month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        )
            as rules (feed, rule_name, severity, condition, why)
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`logs`.`rules`
;

create or replace view `ecommerce_catalog`.`logs`.`rules`
  as (
    with
final as (
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'atlon.products',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'Without its code a product cannot be sold.'
        ),
        (
            'atlon.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'atlon.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'atlon.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'atlon.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'atlon.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'atlon.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'atlon.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'atlon.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.products',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'Without its number a product cannot be sold.'
        ),
        (
            'sports_bar.products',
            'product_name_missing',
            'reject',
            'coalesce(full_name, \'\') = \'\'',
            'A product without a name cannot be reported.'
        ),
        (
            'sports_bar.products',
            'product_id_not_numeric',
            'warn',
            'coalesce(source_product_id, \'\') <> \'\' and not crossed_product_id rlike \'^[0-9]+$\'',
            'Nothing can be ordered on it until product_crosswalk.csv names its number.'
        ),
        (
            'sports_bar.orders',
            'order_id_missing',
            'reject',
            'order_id is null',
            'A line of no order cannot be corrected later.'
        ),
        (
            'sports_bar.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'sports_bar.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'sports_bar.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'sports_bar.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'sports_bar.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a shop cannot be told from another.'
        ),
        (
            'sports_bar.customers',
            'customer_id_not_numeric',
            'reject',
            'coalesce(customer_id, \'\') <> \'\' and not customer_id rlike \'^[0-9]+$\'',
            'Shops are numbered; text stands for nobody.'
        ),
        (
            'sports_bar.customers',
            'city_unknown',
            'warn',
            'is_city_unmapped',
            'A city that city_names.csv does not know may be misspelt.'
        ),
        (
            'atlon.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'atlon.gross_prices',
            'price_year_unparsable',
            'reject',
            'price_month is null',
            'A price of no year.'
        ),
        (
            'atlon.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        ),
        (
            'atlon.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a customer cannot be told from another.'
        ),
        (
            'sports_bar.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'sports_bar.gross_prices',
            'price_month_unparsable',
            'reject',
            'delivered_month is null',
            'A price of no month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        )
            as rules (feed, rule_name, severity, condition, why)
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`logs`.`rules`
;

create or replace view `ecommerce_catalog`.`logs`.`rules`
  as (
    with
final as (
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'atlon.products',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'Without its code a product cannot be sold.'
        ),
        (
            'atlon.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'atlon.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'atlon.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'atlon.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'atlon.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'atlon.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'atlon.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'atlon.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.products',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'Without its number a product cannot be sold.'
        ),
        (
            'sports_bar.products',
            'product_name_missing',
            'reject',
            'coalesce(full_name, \'\') = \'\'',
            'A product without a name cannot be reported.'
        ),
        (
            'sports_bar.products',
            'product_id_not_numeric',
            'warn',
            'coalesce(source_product_id, \'\') <> \'\' and not crossed_product_id rlike \'^[0-9]+$\'',
            'Nothing can be ordered on it until product_crosswalk.csv names its number.'
        ),
        (
            'sports_bar.orders',
            'order_id_missing',
            'reject',
            'order_id is null',
            'A line of no order cannot be corrected later.'
        ),
        (
            'sports_bar.orders',
            'order_date_unparsable',
            'reject',
            'order_date is null',
            'Sales of no month.'
        ),
        (
            'sports_bar.orders',
            'product_id_missing',
            'reject',
            'source_product_id is null',
            'Sales of no product.'
        ),
        (
            'sports_bar.orders',
            'quantity_missing',
            'reject',
            'quantity_as_delivered is null',
            'Nothing was sold, or nobody knows how much.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_numeric',
            'reject',
            'quantity_as_delivered is not null and quantity is null',
            'Text is no quantity; neither are a trillion units or more.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_whole',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity',
            'Units are sold whole.'
        ),
        (
            'sports_bar.orders',
            'quantity_not_positive',
            'reject',
            'try_cast(quantity_as_delivered as decimal(16, 4)) <= 0',
            'A sale has at least one unit; returns come in a feed of their own.'
        ),
        (
            'sports_bar.orders',
            'product_unknown',
            'reject',
            'source_product_id is not null and product_id is null',
            'The product list does not have it: it has no name and no price. A corrected list or a line in product_crosswalk.csv releases it.'
        ),
        (
            'sports_bar.orders',
            'customer_unknown',
            'warn',
            'customer_id = \'999999\'',
            'Its customer is no number, or 999999; it counts for the unknown customer 999999.'
        ),
        (
            'sports_bar.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a shop cannot be told from another.'
        ),
        (
            'sports_bar.customers',
            'customer_id_not_numeric',
            'reject',
            'coalesce(customer_id, \'\') <> \'\' and not customer_id rlike \'^[0-9]+$\'',
            'Shops are numbered; text stands for nobody.'
        ),
        (
            'sports_bar.customers',
            'city_unknown',
            'warn',
            'is_city_unmapped',
            'A city that city_names.csv does not know may be misspelt.'
        ),
        (
            'atlon.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'atlon.gross_prices',
            'price_year_unparsable',
            'reject',
            'price_month is null',
            'A price of no year.'
        ),
        (
            'atlon.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price it has.'
        ),
        (
            'atlon.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        ),
        (
            'atlon.customers',
            'customer_id_missing',
            'reject',
            'coalesce(customer_id, \'\') = \'\'',
            'Without its number a customer cannot be told from another.'
        ),
        (
            'sports_bar.gross_prices',
            'product_id_missing',
            'reject',
            'coalesce(source_product_id, \'\') = \'\'',
            'A price of no product.'
        ),
        (
            'sports_bar.gross_prices',
            'price_month_unparsable',
            'reject',
            'delivered_month is null',
            'A price of no month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_not_numeric',
            'reject',
            'delivered_price_inr is null',
            'Text is no price; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_zero',
            'reject',
            'delivered_price_inr = 0',
            'Nothing is sold for nothing; the year keeps the price of another month.'
        ),
        (
            'sports_bar.gross_prices',
            'price_negative',
            'warn',
            'delivered_price_inr < 0',
            'Counted as positive: the sign is a typing mistake.'
        )
            as rules (feed, rule_name, severity, condition, why)
)
select * from final
  )
;

