-- batch 1, SQL warehouse

select 'atlon.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
            where _outcome = 'rejected'
         union all
            select 'sports_bar.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
            where _outcome = 'rejected'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
;

create or replace table `ecommerce_catalog`.`logs`.`quarantine`
    using delta
      as
      with
judged as (
    select
        concat_ws(':', 'atlon.customers', _file_id, _line_number) as quarantine_id,
        'atlon.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    union all
    select
        concat_ws(':', 'atlon.products', _file_id, _line_number) as quarantine_id,
        'atlon.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    union all
    select
        concat_ws(':', 'atlon.gross_prices', _file_id, _line_number) as quarantine_id,
        'atlon.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    union all
    select
        concat_ws(':', 'atlon.orders', _file_id, _line_number) as quarantine_id,
        'atlon.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        concat_ws(':', 'sports_bar.customers', _file_id, _line_number) as quarantine_id,
        'sports_bar.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    union all
    select
        concat_ws(':', 'sports_bar.products', _file_id, _line_number) as quarantine_id,
        'sports_bar.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    union all
    select
        concat_ws(':', 'sports_bar.gross_prices', _file_id, _line_number) as quarantine_id,
        'sports_bar.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        'sports_bar.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (
    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        coalesce(_raw, to_json(struct(order_id, order_placement_date, customer_id, product_id, order_qty))) as raw_record
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id in (1)
),
rejected as (
    select
        judged.quarantine_id,
        judged.feed,
        judged.file_path,
        judged.line_number,
        judged.rules,
        judged.note,
        coalesce(judged.raw_record, raw_records.raw_record) as raw_record,
        'rejected' as status,
        current_timestamp() as first_seen_at,
        '<run>' as first_seen_run,
        cast(null as timestamp) as released_at,
        cast(null as string) as released_run,
        judged._judgement_id
    from judged
    left join raw_records
        on judged.quarantine_id = raw_records.quarantine_id
    where judged._outcome = 'rejected'
),
final as (
    select * from rejected
)
select * from final
;

-- batch 2, cluster

select 'atlon.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
            where _outcome = 'rejected'
                and _judgement_id > coalesce((
                    select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen where seen.feed = 'atlon.orders'
                ), 0)
         union all
            select 'sports_bar.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
            where _outcome = 'rejected'
                and _judgement_id > coalesce((
                    select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen where seen.feed = 'sports_bar.orders'
                ), 0)
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'quarantine'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'quarantine'
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
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'quarantine'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'quarantine'
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
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`logs`.`quarantine`
;

describe extended `ecommerce_catalog`.`logs`.`quarantine`
;

create or replace temporary view `quarantine__dbt_tmp` as
      with
judged as (
    select
        concat_ws(':', 'atlon.customers', _file_id, _line_number) as quarantine_id,
        'atlon.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    union all
    select
        concat_ws(':', 'atlon.products', _file_id, _line_number) as quarantine_id,
        'atlon.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    union all
    select
        concat_ws(':', 'atlon.gross_prices', _file_id, _line_number) as quarantine_id,
        'atlon.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    union all
    select
        concat_ws(':', 'atlon.orders', _file_id, _line_number) as quarantine_id,
        'atlon.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    where
        _judgement_id > coalesce((
            select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen
            where seen.feed = 'atlon.orders'
        ), 0)
    union all
    select
        concat_ws(':', 'sports_bar.customers', _file_id, _line_number) as quarantine_id,
        'sports_bar.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    union all
    select
        concat_ws(':', 'sports_bar.products', _file_id, _line_number) as quarantine_id,
        'sports_bar.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    union all
    select
        concat_ws(':', 'sports_bar.gross_prices', _file_id, _line_number) as quarantine_id,
        'sports_bar.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        'sports_bar.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    where
        _judgement_id > coalesce((
            select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen
            where seen.feed = 'sports_bar.orders'
        ), 0)
),
-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (
    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        coalesce(_raw, to_json(struct(order_id, order_placement_date, customer_id, product_id, order_qty))) as raw_record
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id in (2)
),
stored as (
    select * from `ecommerce_catalog`.`logs`.`quarantine`
),
rejected as (
    select
        judged.quarantine_id,
        judged.feed,
        judged.file_path,
        judged.line_number,
        judged.rules,
        judged.note,
        coalesce(judged.raw_record, raw_records.raw_record) as raw_record,
        'rejected' as status,
        coalesce(stored.first_seen_at, current_timestamp()) as first_seen_at,
        coalesce(stored.first_seen_run, '<run>') as first_seen_run,
        cast(null as timestamp) as released_at,
        cast(null as string) as released_run,
        judged._judgement_id
    from judged
    left join raw_records
        on judged.quarantine_id = raw_records.quarantine_id
    left join stored
        on judged.quarantine_id = stored.quarantine_id
    where
        judged._outcome = 'rejected'
        and not (
            coalesce(stored.status, '') = 'rejected'
            and stored.rules = judged.rules
            and stored.note <=> judged.note
        )
),
released as (
    select
        stored.quarantine_id,
        stored.feed,
        stored.file_path,
        stored.line_number,
        stored.rules,
        stored.note,
        stored.raw_record,
        'released' as status,
        stored.first_seen_at,
        stored.first_seen_run,
        current_timestamp() as released_at,
        '<run>' as released_run,
        judged._judgement_id
    from stored
    inner join judged
        on stored.quarantine_id = judged.quarantine_id
    where
        stored.status = 'rejected'
        and judged._outcome <> 'rejected'
),
final as (
    select * from rejected
    union all
    select * from released
)
select * from final
;

DESCRIBE TABLE `quarantine__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`logs`.`quarantine`
;

DESCRIBE TABLE `ecommerce_catalog`.`logs`.`quarantine`
;

DESCRIBE TABLE `quarantine__dbt_tmp`
;

-- back compat for old kwarg name
    merge
    into
        `ecommerce_catalog`.`logs`.`quarantine` as DBT_INTERNAL_DEST
    using
        `quarantine__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`quarantine_id` <=> DBT_INTERNAL_DEST.`quarantine_id`
    when matched
        then update set
            `quarantine_id` = DBT_INTERNAL_SOURCE.`quarantine_id`, `feed` = DBT_INTERNAL_SOURCE.`feed`, `file_path` = DBT_INTERNAL_SOURCE.`file_path`, `line_number` = DBT_INTERNAL_SOURCE.`line_number`, `rules` = DBT_INTERNAL_SOURCE.`rules`, `note` = DBT_INTERNAL_SOURCE.`note`, `raw_record` = DBT_INTERNAL_SOURCE.`raw_record`, `status` = DBT_INTERNAL_SOURCE.`status`, `first_seen_at` = DBT_INTERNAL_SOURCE.`first_seen_at`, `first_seen_run` = DBT_INTERNAL_SOURCE.`first_seen_run`, `released_at` = DBT_INTERNAL_SOURCE.`released_at`, `released_run` = DBT_INTERNAL_SOURCE.`released_run`, `_judgement_id` = DBT_INTERNAL_SOURCE.`_judgement_id`
    when not matched
        then insert
            (`quarantine_id`, `feed`, `file_path`, `line_number`, `rules`, `note`, `raw_record`, `status`, `first_seen_at`, `first_seen_run`, `released_at`, `released_run`, `_judgement_id`) VALUES (DBT_INTERNAL_SOURCE.`quarantine_id`, DBT_INTERNAL_SOURCE.`feed`, DBT_INTERNAL_SOURCE.`file_path`, DBT_INTERNAL_SOURCE.`line_number`, DBT_INTERNAL_SOURCE.`rules`, DBT_INTERNAL_SOURCE.`note`, DBT_INTERNAL_SOURCE.`raw_record`, DBT_INTERNAL_SOURCE.`status`, DBT_INTERNAL_SOURCE.`first_seen_at`, DBT_INTERNAL_SOURCE.`first_seen_run`, DBT_INTERNAL_SOURCE.`released_at`, DBT_INTERNAL_SOURCE.`released_run`, DBT_INTERNAL_SOURCE.`_judgement_id`)
;

-- batch 3, SQL warehouse

select 'atlon.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
            where _outcome = 'rejected'
                and _judgement_id > coalesce((
                    select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen where seen.feed = 'atlon.orders'
                ), 0)
         union all
            select 'sports_bar.orders' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
            where _outcome = 'rejected'
                and _judgement_id > coalesce((
                    select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen where seen.feed = 'sports_bar.orders'
                ), 0)
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'quarantine'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'quarantine'
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
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'quarantine'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'quarantine'
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
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'quarantine'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`logs`.`quarantine`
;

describe extended `ecommerce_catalog`.`logs`.`quarantine`
;

create or replace temporary view `quarantine__dbt_tmp` as
      with
judged as (
    select
        concat_ws(':', 'atlon.customers', _file_id, _line_number) as quarantine_id,
        'atlon.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    union all
    select
        concat_ws(':', 'atlon.products', _file_id, _line_number) as quarantine_id,
        'atlon.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    union all
    select
        concat_ws(':', 'atlon.gross_prices', _file_id, _line_number) as quarantine_id,
        'atlon.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    union all
    select
        concat_ws(':', 'atlon.orders', _file_id, _line_number) as quarantine_id,
        'atlon.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    where
        _judgement_id > coalesce((
            select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen
            where seen.feed = 'atlon.orders'
        ), 0)
    union all
    select
        concat_ws(':', 'sports_bar.customers', _file_id, _line_number) as quarantine_id,
        'sports_bar.customers' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    union all
    select
        concat_ws(':', 'sports_bar.products', _file_id, _line_number) as quarantine_id,
        'sports_bar.products' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    union all
    select
        concat_ws(':', 'sports_bar.gross_prices', _file_id, _line_number) as quarantine_id,
        'sports_bar.gross_prices' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        cast(null as string) as note,
        _raw_record as raw_record,
        _outcome,
        cast(0 as bigint) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        'sports_bar.orders' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        cast(null as string) as raw_record,
        _outcome,
        _judgement_id as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    where
        _judgement_id > coalesce((
            select max(seen._judgement_id) from `ecommerce_catalog`.`logs`.`quarantine` as seen
            where seen.feed = 'sports_bar.orders'
        ), 0)
),
-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (
    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    union all
    select
        concat_ws(':', 'sports_bar.orders', _file_id, _line_number) as quarantine_id,
        coalesce(_raw, to_json(struct(order_id, order_placement_date, customer_id, product_id, order_qty))) as raw_record
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id in (3)
),
stored as (
    select * from `ecommerce_catalog`.`logs`.`quarantine`
),
rejected as (
    select
        judged.quarantine_id,
        judged.feed,
        judged.file_path,
        judged.line_number,
        judged.rules,
        judged.note,
        coalesce(judged.raw_record, raw_records.raw_record) as raw_record,
        'rejected' as status,
        coalesce(stored.first_seen_at, current_timestamp()) as first_seen_at,
        coalesce(stored.first_seen_run, '<run>') as first_seen_run,
        cast(null as timestamp) as released_at,
        cast(null as string) as released_run,
        judged._judgement_id
    from judged
    left join raw_records
        on judged.quarantine_id = raw_records.quarantine_id
    left join stored
        on judged.quarantine_id = stored.quarantine_id
    where
        judged._outcome = 'rejected'
        and not (
            coalesce(stored.status, '') = 'rejected'
            and stored.rules = judged.rules
            and stored.note <=> judged.note
        )
),
released as (
    select
        stored.quarantine_id,
        stored.feed,
        stored.file_path,
        stored.line_number,
        stored.rules,
        stored.note,
        stored.raw_record,
        'released' as status,
        stored.first_seen_at,
        stored.first_seen_run,
        current_timestamp() as released_at,
        '<run>' as released_run,
        judged._judgement_id
    from stored
    inner join judged
        on stored.quarantine_id = judged.quarantine_id
    where
        stored.status = 'rejected'
        and judged._outcome <> 'rejected'
),
final as (
    select * from rejected
    union all
    select * from released
)
select * from final
;

DESCRIBE TABLE EXTENDED `quarantine__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`logs`.`quarantine` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`logs`.`quarantine` AS JSON
;

DESCRIBE TABLE EXTENDED `quarantine__dbt_tmp` AS JSON
;

-- back compat for old kwarg name
    merge
    into
        `ecommerce_catalog`.`logs`.`quarantine` as DBT_INTERNAL_DEST
    using
        `quarantine__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
              DBT_INTERNAL_SOURCE.`quarantine_id` <=> DBT_INTERNAL_DEST.`quarantine_id`
    when matched
        then update set
            `quarantine_id` = DBT_INTERNAL_SOURCE.`quarantine_id`, `feed` = DBT_INTERNAL_SOURCE.`feed`, `file_path` = DBT_INTERNAL_SOURCE.`file_path`, `line_number` = DBT_INTERNAL_SOURCE.`line_number`, `rules` = DBT_INTERNAL_SOURCE.`rules`, `note` = DBT_INTERNAL_SOURCE.`note`, `raw_record` = DBT_INTERNAL_SOURCE.`raw_record`, `status` = DBT_INTERNAL_SOURCE.`status`, `first_seen_at` = DBT_INTERNAL_SOURCE.`first_seen_at`, `first_seen_run` = DBT_INTERNAL_SOURCE.`first_seen_run`, `released_at` = DBT_INTERNAL_SOURCE.`released_at`, `released_run` = DBT_INTERNAL_SOURCE.`released_run`, `_judgement_id` = DBT_INTERNAL_SOURCE.`_judgement_id`
    when not matched
        then insert
            (`quarantine_id`, `feed`, `file_path`, `line_number`, `rules`, `note`, `raw_record`, `status`, `first_seen_at`, `first_seen_run`, `released_at`, `released_run`, `_judgement_id`) VALUES (DBT_INTERNAL_SOURCE.`quarantine_id`, DBT_INTERNAL_SOURCE.`feed`, DBT_INTERNAL_SOURCE.`file_path`, DBT_INTERNAL_SOURCE.`line_number`, DBT_INTERNAL_SOURCE.`rules`, DBT_INTERNAL_SOURCE.`note`, DBT_INTERNAL_SOURCE.`raw_record`, DBT_INTERNAL_SOURCE.`status`, DBT_INTERNAL_SOURCE.`first_seen_at`, DBT_INTERNAL_SOURCE.`first_seen_run`, DBT_INTERNAL_SOURCE.`released_at`, DBT_INTERNAL_SOURCE.`released_run`, DBT_INTERNAL_SOURCE.`_judgement_id`)
;

