-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`) as newest_sellers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`) as oldest_sellers,
            0
            as read_sellers,
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
    AND table_name = 'dim_marketplace_sellers'
;

create or replace table `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`
    using delta
      as
      with
touched as (
    select seller_id as seller_id from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    where _judgement_id > 0
    union distinct
    select seller_id as seller_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 0
),
sellers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__sellers`
),
-- Sellers that items name; who is not described yet gets a placeholder.
named as (
    select distinct seller_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.seller_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as seller_key,
        touched.seller_id,
        sellers.zip_code_prefix,
        coalesce(sellers.city, 'Unknown') as city,
        coalesce(sellers.state, 'Unknown') as state,
        sellers.seller_id is null as is_placeholder,
        sellers.seller_id is null and named.seller_id is null as _is_gone,
        named_struct(
            'sellers', cast(1 as bigint),
            'order_items', cast(1 as bigint)
        ) as _seen
    from touched
    left join sellers
        on touched.seller_id = sellers.seller_id
    left join named
        on touched.seller_id = named.seller_id
    where touched.seller_id is not null
)
select * from final
where not _is_gone
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`) as newest_sellers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`) as oldest_sellers,
            (select coalesce(max(_seen.sellers), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`)
            as read_sellers,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            (select coalesce(max(_seen.order_items), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`)
            as read_order_items
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_sellers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_marketplace_sellers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_sellers'
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
    AND kcu.table_name = 'dim_marketplace_sellers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_sellers'
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
    AND table_name = 'dim_marketplace_sellers'
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
    AND table_name = 'dim_marketplace_sellers'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`
;

describe extended `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`
;

create or replace temporary view `dim_marketplace_sellers__dbt_tmp` as
      with
touched as (
    select seller_id as seller_id from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    where _judgement_id > 1
    union distinct
    select seller_id as seller_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 1
),
sellers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__sellers`
),
-- Sellers that items name; who is not described yet gets a placeholder.
named as (
    select distinct seller_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.seller_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as seller_key,
        touched.seller_id,
        sellers.zip_code_prefix,
        coalesce(sellers.city, 'Unknown') as city,
        coalesce(sellers.state, 'Unknown') as state,
        sellers.seller_id is null as is_placeholder,
        sellers.seller_id is null and named.seller_id is null as _is_gone,
        named_struct(
            'sellers', cast(2 as bigint),
            'order_items', cast(2 as bigint)
        ) as _seen
    from touched
    left join sellers
        on touched.seller_id = sellers.seller_id
    left join named
        on touched.seller_id = named.seller_id
    where touched.seller_id is not null
)
select * from final
;

DESCRIBE TABLE `dim_marketplace_sellers__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`dim_marketplace_sellers`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`dim_marketplace_sellers` as DBT_INTERNAL_DEST
    using `dim_marketplace_sellers__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.seller_key = DBT_INTERNAL_DEST.seller_key
    when matched and DBT_INTERNAL_SOURCE._is_gone then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE._is_gone then insert *
;

