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
    AND table_name = 'dim_dates'
;

create or replace table `ecommerce_catalog`.`analytics`.`dim_dates`
    using delta
      as
      with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
period as (
    select
        cast(trunc(coalesce(min(month), date '2024-01-01'), 'year') as date) as first_year,
        cast(trunc(coalesce(max(month), date '2024-01-01'), 'year') as date) as last_year
    from sales
),
days as (
    select explode(sequence(first_year, last_day(add_months(last_year, 11)))) as date_day
    from period
),
final as (
    select
        date_day,
        cast(trunc(date_day, 'month') as date) as month,
        cast(trunc(date_day, 'quarter') as date) as quarter,
        year(date_day) as year,
        month(date_day) as month_of_year,
        quarter(date_day) as quarter_of_year,
        date_format(date_day, 'MMMM') as month_name,
        weekday(date_day) + 1 as iso_day_of_week
    from days
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_dates'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_dates'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_dates'
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
    AND kcu.table_name = 'dim_dates'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_dates'
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
    AND table_name = 'dim_dates'
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
    AND table_name = 'dim_dates'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_dates`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_dates`
;

create or replace temporary view `dim_dates__dbt_tmp` as
      with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
period as (
    select
        cast(trunc(coalesce(min(month), date '2024-01-01'), 'year') as date) as first_year,
        cast(trunc(coalesce(max(month), date '2024-01-01'), 'year') as date) as last_year
    from sales
),
days as (
    select explode(sequence(first_year, last_day(add_months(last_year, 11)))) as date_day
    from period
),
final as (
    select
        date_day,
        cast(trunc(date_day, 'month') as date) as month,
        cast(trunc(date_day, 'quarter') as date) as quarter,
        year(date_day) as year,
        month(date_day) as month_of_year,
        quarter(date_day) as quarter_of_year,
        date_format(date_day, 'MMMM') as month_name,
        weekday(date_day) + 1 as iso_day_of_week
    from days
)
select * from final
;

DESCRIBE TABLE `dim_dates__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`analytics`.`dim_dates`
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_dates`
             by name
            select * from `dim_dates__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'dim_dates'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'dim_dates'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_dates'
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
    AND kcu.table_name = 'dim_dates'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'dim_dates'
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
    AND table_name = 'dim_dates'
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
    AND table_name = 'dim_dates'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`dim_dates`
;

describe extended `ecommerce_catalog`.`analytics`.`dim_dates`
;

create or replace temporary view `dim_dates__dbt_tmp` as
      with
sales as (
    select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
),
period as (
    select
        cast(trunc(coalesce(min(month), date '2024-01-01'), 'year') as date) as first_year,
        cast(trunc(coalesce(max(month), date '2024-01-01'), 'year') as date) as last_year
    from sales
),
days as (
    select explode(sequence(first_year, last_day(add_months(last_year, 11)))) as date_day
    from period
),
final as (
    select
        date_day,
        cast(trunc(date_day, 'month') as date) as month,
        cast(trunc(date_day, 'quarter') as date) as quarter,
        year(date_day) as year,
        month(date_day) as month_of_year,
        quarter(date_day) as quarter_of_year,
        date_format(date_day, 'MMMM') as month_name,
        weekday(date_day) + 1 as iso_day_of_week
    from days
)
select * from final
;

DESCRIBE TABLE EXTENDED `dim_dates__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`analytics`.`dim_dates` AS JSON
;

insert overwrite table `ecommerce_catalog`.`analytics`.`dim_dates` by name
        select * from `dim_dates__dbt_tmp`
;

