-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__history_archive`
  as (
    with
customers as (
    select
        'customers' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(customer_id, customer_unique_id, zip_code_prefix, city, state),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_history`
    where not is_current
),
orders as (
    select
        'orders' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, customer_id, order_status, purchased_at, approved_at, handed_over_at, delivered_at, purchased_on, delivered_on, promised_on),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_history`
    where not is_current
),
order_items as (
    select
        'order_items' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, order_item_id, product_id, seller_id, shipping_limit_at, price_brl, freight_brl),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
    where not is_current
),
order_payments as (
    select
        'order_payments' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, payment_sequential, payment_type, installment_count, value_brl),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_history`
    where not is_current
),
order_reviews as (
    select
        'order_reviews' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(review_id, order_id, score, comment_title, comment_message, created_on, answered_at),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_history`
    where not is_current
),
products as (
    select
        'products' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(product_id, category_name, name_length, description_length, photo_count, weight_g, length_cm, height_cm, width_cm),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__products_history`
    where not is_current
),
sellers as (
    select
        'sellers' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(seller_id, zip_code_prefix, city, state),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_history`
    where not is_current
),
category_translations as (
    select
        'category_translations' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(category_name, category_name_english),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_history`
    where not is_current
),
final as (
    select * from customers
    union all
    select * from orders
    union all
    select * from order_items
    union all
    select * from order_payments
    union all
    select * from order_reviews
    union all
    select * from products
    union all
    select * from sellers
    union all
    select * from category_translations
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__history_archive`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__history_archive`
  as (
    with
customers as (
    select
        'customers' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(customer_id, customer_unique_id, zip_code_prefix, city, state),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_history`
    where not is_current
),
orders as (
    select
        'orders' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, customer_id, order_status, purchased_at, approved_at, handed_over_at, delivered_at, purchased_on, delivered_on, promised_on),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_history`
    where not is_current
),
order_items as (
    select
        'order_items' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, order_item_id, product_id, seller_id, shipping_limit_at, price_brl, freight_brl),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
    where not is_current
),
order_payments as (
    select
        'order_payments' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(order_id, payment_sequential, payment_type, installment_count, value_brl),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_history`
    where not is_current
),
order_reviews as (
    select
        'order_reviews' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(review_id, order_id, score, comment_title, comment_message, created_on, answered_at),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_history`
    where not is_current
),
products as (
    select
        'products' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(product_id, category_name, name_length, description_length, photo_count, weight_g, length_cm, height_cm, width_cm),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__products_history`
    where not is_current
),
sellers as (
    select
        'sellers' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(seller_id, zip_code_prefix, city, state),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_history`
    where not is_current
),
category_translations as (
    select
        'category_translations' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(category_name, category_name_english),
            map('ignoreNullFields', 'false')
        ) as record
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_history`
    where not is_current
),
final as (
    select * from customers
    union all
    select * from orders
    union all
    select * from order_items
    union all
    select * from order_payments
    union all
    select * from order_reviews
    union all
    select * from products
    union all
    select * from sellers
    union all
    select * from category_translations
)
select * from final
  )
;

