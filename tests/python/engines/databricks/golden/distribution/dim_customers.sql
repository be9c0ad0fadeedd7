-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
;

create or replace table `ecommerce_catalog`.`analytics`.`dim_customers`
    using delta
      as
      with
customers as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__customers`
),
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
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
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_customers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_customers'
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
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  JOIN `ecommerce_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `ecommerce_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_customers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_customers'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_customers`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_customers`
;

create or replace temporary view `dim_customers__dbt_tmp` as
      with
customers as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__customers`
),
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
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
;

DESCRIBE TABLE `dim_customers__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`analytics`.`dim_customers`
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_customers`
             by name
            select * from `dim_customers__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_customers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_customers'
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
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  JOIN `ecommerce_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `ecommerce_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_customers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_customers'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_customers'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_customers`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_customers`
;

create or replace temporary view `dim_customers__dbt_tmp` as
      with
customers as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__customers`
),
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
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
;

DESCRIBE TABLE EXTENDED `dim_customers__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`analytics`.`dim_customers` AS JSON
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_customers` by name
        select * from `dim_customers__dbt_tmp`
;

