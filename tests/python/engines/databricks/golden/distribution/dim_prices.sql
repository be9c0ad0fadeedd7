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
    AND table_name = 'dim_prices'
;

create or replace table `ecommerce_catalog`.`analytics`.`dim_prices`
    using delta
      as
      with
prices as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__prices`
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(price_year as string), '_dbt_utils_surrogate_key_null_')) as string)) as yearly_price_key,
        company,
        product_id,
        price_year,
        max_by(price_inr, price_month) as price_inr,
        max(price_month) as price_month
    from prices
    group by company, product_id, price_year
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_prices'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_prices'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_prices'
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
    AND kcu.table_name = 'dim_prices'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_prices'
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
    AND table_name = 'dim_prices'
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
    AND table_name = 'dim_prices'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_prices`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_prices`
;

create or replace temporary view `dim_prices__dbt_tmp` as
      with
prices as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__prices`
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(price_year as string), '_dbt_utils_surrogate_key_null_')) as string)) as yearly_price_key,
        company,
        product_id,
        price_year,
        max_by(price_inr, price_month) as price_inr,
        max(price_month) as price_month
    from prices
    group by company, product_id, price_year
)
select * from final
;

DESCRIBE TABLE `dim_prices__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`analytics`.`dim_prices`
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_prices`
             by name
            select * from `dim_prices__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_prices'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_prices'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_prices'
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
    AND kcu.table_name = 'dim_prices'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_prices'
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
    AND table_name = 'dim_prices'
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
    AND table_name = 'dim_prices'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_prices`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_prices`
;

create or replace temporary view `dim_prices__dbt_tmp` as
      with
prices as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__prices`
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(price_year as string), '_dbt_utils_surrogate_key_null_')) as string)) as yearly_price_key,
        company,
        product_id,
        price_year,
        max_by(price_inr, price_month) as price_inr,
        max(price_month) as price_month
    from prices
    group by company, product_id, price_year
)
select * from final
;

DESCRIBE TABLE EXTENDED `dim_prices__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`analytics`.`dim_prices` AS JSON
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_prices` by name
        select * from `dim_prices__dbt_tmp`
;

