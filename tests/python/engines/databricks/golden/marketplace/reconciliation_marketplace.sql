-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation_marketplace'
;

create or replace table `marketplace_catalog`.`logs`.`reconciliation_marketplace`
    using delta
      as
      -- Amounts followed from the delivered text to gold, without the versions that silver made.
with
rejected as (
    select quarantine_id from `marketplace_catalog`.`logs`.`quarantine`
    where status = 'rejected'
),
last_orders as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, order_id),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__orders` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.orders', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c')
),
last_order_items as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, price, freight_value),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_items` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.order_items', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c'), btrim(order_item_id, ' \t\u000b\u000c')
),
last_order_payments as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, payment_value),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.order_payments', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c'), btrim(payment_sequential, ' \t\u000b\u000c')
),
expected as (
    select
        'orders delivered and not deleted = orders in gold' as check_name,
        cast(count(*) as decimal(38, 2)) as expected_value
    from last_orders
    where said.op <> 'D'
    union all
    select
        'price of the items = price in gold' as check_name,
        sum(try_cast(btrim(said.price, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'freight of the items = freight in gold' as check_name,
        sum(try_cast(btrim(said.freight_value, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'payments delivered = payments in gold' as check_name,
        sum(try_cast(btrim(said.payment_value, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_payments
    where said.op <> 'D'
),
gold as (
    select
        stack(
            4,
            'orders delivered and not deleted = orders in gold',
            cast(count_if(not is_placeholder) as decimal(38, 2)),
            'price of the items = price in gold',
            cast(sum(net_revenue_brl) as decimal(38, 2)),
            'freight of the items = freight in gold',
            cast(sum(freight_brl) as decimal(38, 2)),
            'payments delivered = payments in gold',
            cast(sum(paid_brl) as decimal(38, 2))
        ) as (check_name, found_value)
    from `marketplace_catalog`.`analytics`.`fct_orders`
),
final as (
    select
        'marketplace' as company,
        expected.check_name,
        coalesce(expected.expected_value, 0) as expected_value,
        coalesce(gold.found_value, 0) as found_value,
        coalesce(gold.found_value, 0) - coalesce(expected.expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '<run>' as run_id
    from expected
    left join gold
        on expected.check_name = gold.check_name
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation_marketplace'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'reconciliation_marketplace'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation_marketplace'
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
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'reconciliation_marketplace'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation_marketplace'
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
    AND table_schema = 'logs'
    AND table_name = 'reconciliation_marketplace'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation_marketplace'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`logs`.`reconciliation_marketplace`
;

describe extended `marketplace_catalog`.`logs`.`reconciliation_marketplace`
;

create or replace temporary view `reconciliation_marketplace__dbt_tmp` as
      -- Amounts followed from the delivered text to gold, without the versions that silver made.
with
rejected as (
    select quarantine_id from `marketplace_catalog`.`logs`.`quarantine`
    where status = 'rejected'
),
last_orders as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, order_id),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__orders` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.orders', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c')
),
last_order_items as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, price, freight_value),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_items` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.order_items', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c'), btrim(order_item_id, ' \t\u000b\u000c')
),
last_order_payments as (
    select max_by(
            struct(upper(coalesce(op, 'I')) as op, payment_value),
            struct(
                coalesce(
                    try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0),
                struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ),
                _line_number
            )
        ) as said
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments` as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.order_payments', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by btrim(order_id, ' \t\u000b\u000c'), btrim(payment_sequential, ' \t\u000b\u000c')
),
expected as (
    select
        'orders delivered and not deleted = orders in gold' as check_name,
        cast(count(*) as decimal(38, 2)) as expected_value
    from last_orders
    where said.op <> 'D'
    union all
    select
        'price of the items = price in gold' as check_name,
        sum(try_cast(btrim(said.price, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'freight of the items = freight in gold' as check_name,
        sum(try_cast(btrim(said.freight_value, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'payments delivered = payments in gold' as check_name,
        sum(try_cast(btrim(said.payment_value, ' \t\u000b\u000c') as decimal(38, 2))) as expected_value
    from last_order_payments
    where said.op <> 'D'
),
gold as (
    select
        stack(
            4,
            'orders delivered and not deleted = orders in gold',
            cast(count_if(not is_placeholder) as decimal(38, 2)),
            'price of the items = price in gold',
            cast(sum(net_revenue_brl) as decimal(38, 2)),
            'freight of the items = freight in gold',
            cast(sum(freight_brl) as decimal(38, 2)),
            'payments delivered = payments in gold',
            cast(sum(paid_brl) as decimal(38, 2))
        ) as (check_name, found_value)
    from `marketplace_catalog`.`analytics`.`fct_orders`
),
final as (
    select
        'marketplace' as company,
        expected.check_name,
        coalesce(expected.expected_value, 0) as expected_value,
        coalesce(gold.found_value, 0) as found_value,
        coalesce(gold.found_value, 0) - coalesce(expected.expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '<run>' as run_id
    from expected
    left join gold
        on expected.check_name = gold.check_name
)
select * from final
;

DESCRIBE TABLE `reconciliation_marketplace__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`logs`.`reconciliation_marketplace`
;

DESCRIBE TABLE `reconciliation_marketplace__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`logs`.`reconciliation_marketplace`
;

insert into `marketplace_catalog`.`logs`.`reconciliation_marketplace` by name
            select * from `reconciliation_marketplace__dbt_tmp`
;

