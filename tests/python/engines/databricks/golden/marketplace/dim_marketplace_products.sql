-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`) as newest_products,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`) as oldest_products,
            0
            as read_products,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            0
            as read_order_items,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`) as newest_category_translations,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`) as oldest_category_translations,
            0
            as read_category_translations
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_products'
;

create or replace table `marketplace_catalog`.`analytics`.`dim_marketplace_products`
    using delta
      as
      with
products as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products`
),
translations as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
),
touched as (
    select product_id as product_id from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    where _judgement_id > 0
    union distinct
    select product_id as product_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 0
    union distinct
    select products.product_id
    from products
    left semi join `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged` as retranslated
        on
            products.category_name = retranslated.category_name
            and retranslated._judgement_id > 0
),
-- Products that items name; what is not described yet gets a placeholder.
named as (
    select distinct product_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        touched.product_id,
        products.category_name,
        coalesce(
            translations.category_name_english, products.category_name, 'Unknown'
        ) as category,
        products.name_length,
        products.description_length,
        products.photo_count,
        products.weight_g,
        products.length_cm,
        products.height_cm,
        products.width_cm,
        products.product_id is null as is_placeholder,
        products.product_id is null and named.product_id is null as _is_gone,
        named_struct(
            'products', cast(1 as bigint),
            'order_items', cast(1 as bigint),
            'category_translations', cast(1 as bigint)
        ) as _seen
    from touched
    left join products
        on touched.product_id = products.product_id
    left join translations
        on products.category_name = translations.category_name
    left join named
        on touched.product_id = named.product_id
    where touched.product_id is not null
)
select * from final
where not _is_gone
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`) as newest_products,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`) as oldest_products,
            (select coalesce(max(_seen.products), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_products`)
            as read_products,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            (select coalesce(max(_seen.order_items), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_products`)
            as read_order_items,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`) as newest_category_translations,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`) as oldest_category_translations,
            (select coalesce(max(_seen.category_translations), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_products`)
            as read_category_translations
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_products'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_marketplace_products'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_products'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  JOIN `marketplace_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `marketplace_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_marketplace_products'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_products'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_products'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_products'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`dim_marketplace_products`
;

describe extended `marketplace_catalog`.`analytics`.`dim_marketplace_products`
;

create or replace temporary view `dim_marketplace_products__dbt_tmp` as
      with
products as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products`
),
translations as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
),
touched as (
    select product_id as product_id from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    where _judgement_id > 1
    union distinct
    select product_id as product_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 1
    union distinct
    select products.product_id
    from products
    left semi join `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged` as retranslated
        on
            products.category_name = retranslated.category_name
            and retranslated._judgement_id > 1
),
-- Products that items name; what is not described yet gets a placeholder.
named as (
    select distinct product_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        touched.product_id,
        products.category_name,
        coalesce(
            translations.category_name_english, products.category_name, 'Unknown'
        ) as category,
        products.name_length,
        products.description_length,
        products.photo_count,
        products.weight_g,
        products.length_cm,
        products.height_cm,
        products.width_cm,
        products.product_id is null as is_placeholder,
        products.product_id is null and named.product_id is null as _is_gone,
        named_struct(
            'products', cast(2 as bigint),
            'order_items', cast(2 as bigint),
            'category_translations', cast(2 as bigint)
        ) as _seen
    from touched
    left join products
        on touched.product_id = products.product_id
    left join translations
        on products.category_name = translations.category_name
    left join named
        on touched.product_id = named.product_id
    where touched.product_id is not null
)
select * from final
;

DESCRIBE TABLE `dim_marketplace_products__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`dim_marketplace_products`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`dim_marketplace_products` as DBT_INTERNAL_DEST
    using `dim_marketplace_products__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.product_key = DBT_INTERNAL_DEST.product_key
    when matched and DBT_INTERNAL_SOURCE._is_gone then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE._is_gone then insert *
;

