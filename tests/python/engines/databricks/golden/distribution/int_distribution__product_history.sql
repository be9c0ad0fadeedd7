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
    AND table_name = 'int_distribution__product_history'
;

create or replace table `ecommerce_catalog`.`processed`.`int_distribution__product_history`
    using delta
      as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
),
delivered as (
    select
        'atlon' as company,
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
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
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
-- Pictures of one company in their order, and the time at which each was replaced by the next one.
pictures as (
    select
        company,
        _file_order,
        _file_order._file_modified_at as valid_from,
        dense_rank() over (partition by company order by _file_order) as _picture,
        lead(_file_order._file_modified_at) over (
            partition by company order by _file_order
        ) as _next_picture_at
    from delivered
    where size(_reject_rules) = 0
    group by company, _file_order
),
-- One state per key and picture: the last valid row of the file.
states as (
    select
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at,
        max_by(
            struct(
                delivered.product_name,
                delivered.division,
                delivered.category,
                delivered.variant
            ),
            delivered._line_number
        ) as _state
    from delivered
    inner join pictures
        on
            delivered.company = pictures.company
            and delivered._file_order = pictures._file_order
    where size(delivered._reject_rules) = 0
    group by
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at
),
compared as (
    select
        *,
        not coalesce(
            lag(_state) over (partition by company, product_id order by _picture) <=> _state
            and lag(_picture) over (
                partition by company, product_id order by _picture
            ) = _picture - 1,
            false
        ) as _is_new_version
    from states
),
numbered as (
    select
        *,
        sum(cast(_is_new_version as int)) over (
            partition by company, product_id order by _picture
        ) as version_number
    from compared
),
versions as (
    select
        company,
        product_id,
        version_number,
        any_value(_state.product_name) as product_name,
        any_value(_state.division) as division,
        any_value(_state.category) as category,
        any_value(_state.variant) as variant,
        min(valid_from) as valid_from,
        max_by(_next_picture_at, _picture) as valid_to
    from numbered
    group by company, product_id, version_number
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(valid_from as string), '_dbt_utils_surrogate_key_null_')) as string)) as version_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        valid_from,
        valid_to,
        valid_to is null as is_current
    from versions
    -- two pictures of one time: only the last one was ever true
    where valid_to is null or valid_from < valid_to
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__product_history'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__product_history'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__product_history'
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
    AND kcu.table_name = 'int_distribution__product_history'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__product_history'
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
    AND table_name = 'int_distribution__product_history'
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
    AND table_name = 'int_distribution__product_history'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__product_history`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__product_history`
;

create or replace temporary view `int_distribution__product_history__dbt_tmp` as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
),
delivered as (
    select
        'atlon' as company,
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
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
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
-- Pictures of one company in their order, and the time at which each was replaced by the next one.
pictures as (
    select
        company,
        _file_order,
        _file_order._file_modified_at as valid_from,
        dense_rank() over (partition by company order by _file_order) as _picture,
        lead(_file_order._file_modified_at) over (
            partition by company order by _file_order
        ) as _next_picture_at
    from delivered
    where size(_reject_rules) = 0
    group by company, _file_order
),
-- One state per key and picture: the last valid row of the file.
states as (
    select
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at,
        max_by(
            struct(
                delivered.product_name,
                delivered.division,
                delivered.category,
                delivered.variant
            ),
            delivered._line_number
        ) as _state
    from delivered
    inner join pictures
        on
            delivered.company = pictures.company
            and delivered._file_order = pictures._file_order
    where size(delivered._reject_rules) = 0
    group by
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at
),
compared as (
    select
        *,
        not coalesce(
            lag(_state) over (partition by company, product_id order by _picture) <=> _state
            and lag(_picture) over (
                partition by company, product_id order by _picture
            ) = _picture - 1,
            false
        ) as _is_new_version
    from states
),
numbered as (
    select
        *,
        sum(cast(_is_new_version as int)) over (
            partition by company, product_id order by _picture
        ) as version_number
    from compared
),
versions as (
    select
        company,
        product_id,
        version_number,
        any_value(_state.product_name) as product_name,
        any_value(_state.division) as division,
        any_value(_state.category) as category,
        any_value(_state.variant) as variant,
        min(valid_from) as valid_from,
        max_by(_next_picture_at, _picture) as valid_to
    from numbered
    group by company, product_id, version_number
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(valid_from as string), '_dbt_utils_surrogate_key_null_')) as string)) as version_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        valid_from,
        valid_to,
        valid_to is null as is_current
    from versions
    -- two pictures of one time: only the last one was ever true
    where valid_to is null or valid_from < valid_to
)
select * from final
;

DESCRIBE TABLE `int_distribution__product_history__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__product_history`
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__product_history`
             by name
            select * from `int_distribution__product_history__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__product_history'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__product_history'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__product_history'
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
    AND kcu.table_name = 'int_distribution__product_history'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__product_history'
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
    AND table_name = 'int_distribution__product_history'
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
    AND table_name = 'int_distribution__product_history'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__product_history`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__product_history`
;

create or replace temporary view `int_distribution__product_history__dbt_tmp` as
      with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
),
delivered as (
    select
        'atlon' as company,
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
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
        product_id,
        product_name,
        division,
        category,
        variant,
        _reject_rules,
        _line_number,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order
    from sports_bar
),
-- Pictures of one company in their order, and the time at which each was replaced by the next one.
pictures as (
    select
        company,
        _file_order,
        _file_order._file_modified_at as valid_from,
        dense_rank() over (partition by company order by _file_order) as _picture,
        lead(_file_order._file_modified_at) over (
            partition by company order by _file_order
        ) as _next_picture_at
    from delivered
    where size(_reject_rules) = 0
    group by company, _file_order
),
-- One state per key and picture: the last valid row of the file.
states as (
    select
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at,
        max_by(
            struct(
                delivered.product_name,
                delivered.division,
                delivered.category,
                delivered.variant
            ),
            delivered._line_number
        ) as _state
    from delivered
    inner join pictures
        on
            delivered.company = pictures.company
            and delivered._file_order = pictures._file_order
    where size(delivered._reject_rules) = 0
    group by
        delivered.company,
        delivered.product_id,
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at
),
compared as (
    select
        *,
        not coalesce(
            lag(_state) over (partition by company, product_id order by _picture) <=> _state
            and lag(_picture) over (
                partition by company, product_id order by _picture
            ) = _picture - 1,
            false
        ) as _is_new_version
    from states
),
numbered as (
    select
        *,
        sum(cast(_is_new_version as int)) over (
            partition by company, product_id order by _picture
        ) as version_number
    from compared
),
versions as (
    select
        company,
        product_id,
        version_number,
        any_value(_state.product_name) as product_name,
        any_value(_state.division) as division,
        any_value(_state.category) as category,
        any_value(_state.variant) as variant,
        min(valid_from) as valid_from,
        max_by(_next_picture_at, _picture) as valid_to
    from numbered
    group by company, product_id, version_number
),
final as (
    select
        md5(cast(concat(coalesce(cast(company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(valid_from as string), '_dbt_utils_surrogate_key_null_')) as string)) as version_key,
        company,
        product_id,
        product_name,
        division,
        category,
        variant,
        valid_from,
        valid_to,
        valid_to is null as is_current
    from versions
    -- two pictures of one time: only the last one was ever true
    where valid_to is null or valid_from < valid_to
)
select * from final
;

DESCRIBE TABLE EXTENDED `int_distribution__product_history__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__product_history` AS JSON
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__product_history` by name
        select * from `int_distribution__product_history__dbt_tmp`
;

