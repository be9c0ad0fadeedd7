-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
;

create or replace table `ecommerce_catalog`.`processed`.`int_distribution__customers`
    using delta
      as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    where size(_reject_rules) = 0
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    where size(_reject_rules) = 0
),
aligned as (
    select
        'atlon' as company,
        customer_id,
        customer_name,
        cast(null as string) as city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from atlon
    union all
    select
        'sports_bar' as company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
dated as (
    select
        *,
        max(_file_order) over (partition by company) as _newest_delivery
    from aligned
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__customers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__customers'
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
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__customers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__customers'
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
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__customers`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__customers`
;

create or replace temporary view `int_distribution__customers__dbt_tmp` as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    where size(_reject_rules) = 0
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    where size(_reject_rules) = 0
),
aligned as (
    select
        'atlon' as company,
        customer_id,
        customer_name,
        cast(null as string) as city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from atlon
    union all
    select
        'sports_bar' as company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
dated as (
    select
        *,
        max(_file_order) over (partition by company) as _newest_delivery
    from aligned
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'
)
select * from final
;

DESCRIBE TABLE `int_distribution__customers__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__customers`
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__customers`
             by name
            select * from `int_distribution__customers__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__customers'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__customers'
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
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__customers'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__customers'
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
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__customers'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__customers`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__customers`
;

create or replace temporary view `int_distribution__customers__dbt_tmp` as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    where size(_reject_rules) = 0
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    where size(_reject_rules) = 0
),
aligned as (
    select
        'atlon' as company,
        customer_id,
        customer_name,
        cast(null as string) as city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from atlon
    union all
    select
        'sports_bar' as company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _outcome,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
dated as (
    select
        *,
        max(_file_order) over (partition by company) as _newest_delivery
    from aligned
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        company,
        customer_id,
        customer_name,
        city,
        market,
        platform,
        channel,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'
)
select * from final
;

DESCRIBE TABLE EXTENDED `int_distribution__customers__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__customers` AS JSON
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__customers` by name
        select * from `int_distribution__customers__dbt_tmp`
;

