-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as newest_customers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as oldest_customers,
            0
            as read_customers,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as newest_orders,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as oldest_orders,
            0
            as read_orders
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
    AND table_name = 'dim_marketplace_customers'
;

create or replace table `marketplace_catalog`.`analytics`.`dim_marketplace_customers`
    using delta
      as
      with
touched as (
    select customer_id as customer_id from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`
    where _judgement_id > 0
    union distinct
    select customer_id as customer_id from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    where _judgement_id > 0
),
customers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers`
),
-- Customers that orders name; who is not described yet gets a placeholder.
named as (
    select distinct customer_id from `marketplace_catalog`.`processed`.`int_marketplace__orders`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        touched.customer_id,
        customers.customer_unique_id,
        customers.zip_code_prefix,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(customers.state, 'Unknown') as state,
        customers.customer_id is null as is_placeholder,
        customers.customer_id is null and named.customer_id is null as _is_gone,
        named_struct(
            'customers', cast(1 as bigint),
            'orders', cast(1 as bigint)
        ) as _seen
    from touched
    left join customers
        on touched.customer_id = customers.customer_id
    left join named
        on touched.customer_id = named.customer_id
    where touched.customer_id is not null
)
select * from final
where not _is_gone
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as newest_customers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as oldest_customers,
            (select coalesce(max(_seen.customers), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_customers`)
            as read_customers,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as newest_orders,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as oldest_orders,
            (select coalesce(max(_seen.orders), 0) from `marketplace_catalog`.`analytics`.`dim_marketplace_customers`)
            as read_orders
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_marketplace_customers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_marketplace_customers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_customers'
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
    AND kcu.table_name = 'dim_marketplace_customers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_marketplace_customers'
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
    AND table_name = 'dim_marketplace_customers'
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
    AND table_name = 'dim_marketplace_customers'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`dim_marketplace_customers`
;

describe extended `marketplace_catalog`.`analytics`.`dim_marketplace_customers`
;

create or replace temporary view `dim_marketplace_customers__dbt_tmp` as
      with
touched as (
    select customer_id as customer_id from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`
    where _judgement_id > 1
    union distinct
    select customer_id as customer_id from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    where _judgement_id > 1
),
customers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers`
),
-- Customers that orders name; who is not described yet gets a placeholder.
named as (
    select distinct customer_id from `marketplace_catalog`.`processed`.`int_marketplace__orders`
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        touched.customer_id,
        customers.customer_unique_id,
        customers.zip_code_prefix,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(customers.state, 'Unknown') as state,
        customers.customer_id is null as is_placeholder,
        customers.customer_id is null and named.customer_id is null as _is_gone,
        named_struct(
            'customers', cast(2 as bigint),
            'orders', cast(2 as bigint)
        ) as _seen
    from touched
    left join customers
        on touched.customer_id = customers.customer_id
    left join named
        on touched.customer_id = named.customer_id
    where touched.customer_id is not null
)
select * from final
;

DESCRIBE TABLE `dim_marketplace_customers__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`dim_marketplace_customers`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`dim_marketplace_customers` as DBT_INTERNAL_DEST
    using `dim_marketplace_customers__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.customer_key = DBT_INTERNAL_DEST.customer_key
    when matched and DBT_INTERNAL_SOURCE._is_gone then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE._is_gone then insert *
;

