-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            0
            as read_order_items
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
    AND table_name = 'fct_order_items'
;

create or replace table `marketplace_catalog`.`analytics`.`fct_order_items`
    using delta
      as
      with
items as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
touched as (
    select distinct
        order_id,
        order_item_id
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 0
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_item_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_item_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(items.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(items.seller_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as seller_key,
        touched.order_id,
        touched.order_item_id,
        items.product_id,
        items.seller_id,
        items.shipping_limit_at,
        items.price_brl,
        items.freight_brl,
        items.order_id is null as _is_gone,
        named_struct(
            'order_items', cast(1 as bigint)
        ) as _seen
    from touched
    left join items
        on
            touched.order_id = items.order_id
            and touched.order_item_id = items.order_item_id
    where touched.order_id is not null and touched.order_item_id is not null
)
select * from final
where not _is_gone
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            (select coalesce(max(_seen.order_items), 0) from `marketplace_catalog`.`analytics`.`fct_order_items`)
            as read_order_items
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_order_items'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_order_items'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_order_items'
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
    AND kcu.table_name = 'fct_order_items'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_order_items'
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
    AND table_name = 'fct_order_items'
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
    AND table_name = 'fct_order_items'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`fct_order_items`
;

describe extended `marketplace_catalog`.`analytics`.`fct_order_items`
;

create or replace temporary view `fct_order_items__dbt_tmp` as
      with
items as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
touched as (
    select distinct
        order_id,
        order_item_id
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 1
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_item_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_item_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(items.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(items.seller_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as seller_key,
        touched.order_id,
        touched.order_item_id,
        items.product_id,
        items.seller_id,
        items.shipping_limit_at,
        items.price_brl,
        items.freight_brl,
        items.order_id is null as _is_gone,
        named_struct(
            'order_items', cast(2 as bigint)
        ) as _seen
    from touched
    left join items
        on
            touched.order_id = items.order_id
            and touched.order_item_id = items.order_item_id
    where touched.order_id is not null and touched.order_item_id is not null
)
select * from final
;

DESCRIBE TABLE `fct_order_items__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`fct_order_items`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`fct_order_items` as DBT_INTERNAL_DEST
    using `fct_order_items__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.order_item_key = DBT_INTERNAL_DEST.order_item_key
    when matched and DBT_INTERNAL_SOURCE._is_gone then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE._is_gone then insert *
;

