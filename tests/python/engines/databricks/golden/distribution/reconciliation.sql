-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation'
;

create or replace table `ecommerce_catalog`.`logs`.`reconciliation`
    using delta
      as
      -- Quantity and revenue followed from the delivered text to gold, without the columns that silver
-- typed.
with
delivered as (
    select
        'atlon' as company,
        sum(try_cast(btrim(sold_quantity, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    union all
    select
        'sports_bar' as company,
        sum(try_cast(btrim(order_qty, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
),
judged_lines as (
    select
        'atlon' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
judged as (
    select
        company,
        product_id,
        year(order_month) as price_year,
        sum(try_cast(quantity_as_delivered as decimal(28, 4))) as quantity,
        sum(
            if(_outcome = 'accepted', try_cast(quantity_as_delivered as decimal(28, 4)), 0)
        ) as accepted_quantity
    from judged_lines
    group by company, product_id, year(order_month)
),
price_texts as (
    select
        'atlon' as company,
        btrim(product_code, ' \t\u000b\u000c') as product_id,
        try_cast(concat(btrim(year, ' \t\u000b\u000c'), '-01-01') as date) as price_date,
        price_inr as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        _line_number
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    union all
    select
        'sports_bar' as company,
        coalesce(crosswalk.product_id, btrim(prices.product_id, ' \t\u000b\u000c')) as product_id,
        try_cast(regexp_replace(
            replace(btrim(prices.month, ' \t\u000b\u000c'), '/', '-'),
            '^([0-9]{2})-([0-9]{2})-([0-9]{4})$',
            '$3-$2-$1'
        ) as date) as price_date,
        prices.gross_price as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        prices._line_number
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` as prices
    left join `ecommerce_catalog`.`reference`.`product_crosswalk` as crosswalk
        on
            btrim(prices.product_id, ' \t\u000b\u000c') = crosswalk.source_product_id
            and crosswalk.company = 'sports_bar'
),
prices as (
    select
        company,
        product_id,
        year(price_date) as price_year,
        max_by(
            abs(try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2))),
            struct(trunc(price_date, 'month'), _file_order, _line_number)
        ) as price_inr
    from price_texts
    where
        price_date is not null
        and try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2)) <> 0
    group by company, product_id, year(price_date)
),
expected as (
    select
        judged.company,
        sum(judged.quantity) as quantity,
        sum(judged.accepted_quantity) as accepted_quantity,
        sum(judged.accepted_quantity * prices.price_inr) as revenue_inr
    from judged
    left join prices
        on
            judged.company = prices.company
            and judged.product_id = prices.product_id
            and judged.price_year = prices.price_year
    group by judged.company
),
gold as (
    select
        company,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    group by company
),
compared as (
    select
        delivered.company,
        stack(
            3,
            'units delivered = units judged',
            delivered.quantity,
            expected.quantity,
            'units accepted = units in gold',
            expected.accepted_quantity,
            cast(gold.quantity as decimal(38, 4)),
            'revenue of accepted lines = revenue in gold',
            cast(expected.revenue_inr as decimal(38, 4)),
            cast(gold.revenue_inr as decimal(38, 4))
        ) as (check_name, expected_value, found_value)
    from delivered
    left join expected
        on delivered.company = expected.company
    left join gold
        on delivered.company = gold.company
),
final as (
    select
        company,
        check_name,
        coalesce(expected_value, 0) as expected_value,
        coalesce(found_value, 0) as found_value,
        coalesce(found_value, 0) - coalesce(expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '<run>' as run_id
    from compared
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'reconciliation'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation'
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
    AND kcu.table_name = 'reconciliation'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation'
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
    AND table_name = 'reconciliation'
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
    AND table_name = 'reconciliation'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`logs`.`reconciliation`
;

describe extended `ecommerce_catalog`.`logs`.`reconciliation`
;

create or replace temporary view `reconciliation__dbt_tmp` as
      -- Quantity and revenue followed from the delivered text to gold, without the columns that silver
-- typed.
with
delivered as (
    select
        'atlon' as company,
        sum(try_cast(btrim(sold_quantity, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    union all
    select
        'sports_bar' as company,
        sum(try_cast(btrim(order_qty, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
),
judged_lines as (
    select
        'atlon' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
judged as (
    select
        company,
        product_id,
        year(order_month) as price_year,
        sum(try_cast(quantity_as_delivered as decimal(28, 4))) as quantity,
        sum(
            if(_outcome = 'accepted', try_cast(quantity_as_delivered as decimal(28, 4)), 0)
        ) as accepted_quantity
    from judged_lines
    group by company, product_id, year(order_month)
),
price_texts as (
    select
        'atlon' as company,
        btrim(product_code, ' \t\u000b\u000c') as product_id,
        try_cast(concat(btrim(year, ' \t\u000b\u000c'), '-01-01') as date) as price_date,
        price_inr as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        _line_number
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    union all
    select
        'sports_bar' as company,
        coalesce(crosswalk.product_id, btrim(prices.product_id, ' \t\u000b\u000c')) as product_id,
        try_cast(regexp_replace(
            replace(btrim(prices.month, ' \t\u000b\u000c'), '/', '-'),
            '^([0-9]{2})-([0-9]{2})-([0-9]{4})$',
            '$3-$2-$1'
        ) as date) as price_date,
        prices.gross_price as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        prices._line_number
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` as prices
    left join `ecommerce_catalog`.`reference`.`product_crosswalk` as crosswalk
        on
            btrim(prices.product_id, ' \t\u000b\u000c') = crosswalk.source_product_id
            and crosswalk.company = 'sports_bar'
),
prices as (
    select
        company,
        product_id,
        year(price_date) as price_year,
        max_by(
            abs(try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2))),
            struct(trunc(price_date, 'month'), _file_order, _line_number)
        ) as price_inr
    from price_texts
    where
        price_date is not null
        and try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2)) <> 0
    group by company, product_id, year(price_date)
),
expected as (
    select
        judged.company,
        sum(judged.quantity) as quantity,
        sum(judged.accepted_quantity) as accepted_quantity,
        sum(judged.accepted_quantity * prices.price_inr) as revenue_inr
    from judged
    left join prices
        on
            judged.company = prices.company
            and judged.product_id = prices.product_id
            and judged.price_year = prices.price_year
    group by judged.company
),
gold as (
    select
        company,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    group by company
),
compared as (
    select
        delivered.company,
        stack(
            3,
            'units delivered = units judged',
            delivered.quantity,
            expected.quantity,
            'units accepted = units in gold',
            expected.accepted_quantity,
            cast(gold.quantity as decimal(38, 4)),
            'revenue of accepted lines = revenue in gold',
            cast(expected.revenue_inr as decimal(38, 4)),
            cast(gold.revenue_inr as decimal(38, 4))
        ) as (check_name, expected_value, found_value)
    from delivered
    left join expected
        on delivered.company = expected.company
    left join gold
        on delivered.company = gold.company
),
final as (
    select
        company,
        check_name,
        coalesce(expected_value, 0) as expected_value,
        coalesce(found_value, 0) as found_value,
        coalesce(found_value, 0) - coalesce(expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '<run>' as run_id
    from compared
)
select * from final
;

DESCRIBE TABLE `reconciliation__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`logs`.`reconciliation`
;

DESCRIBE TABLE `reconciliation__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`logs`.`reconciliation`
;

insert into `ecommerce_catalog`.`logs`.`reconciliation` by name
            select * from `reconciliation__dbt_tmp`
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'logs'
    AND table_name = 'reconciliation'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'logs'
    AND kcu.table_name = 'reconciliation'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation'
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
    AND kcu.table_name = 'reconciliation'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'logs'
        AND table_name = 'reconciliation'
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
    AND table_name = 'reconciliation'
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
    AND table_name = 'reconciliation'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`logs`.`reconciliation`
;

describe extended `ecommerce_catalog`.`logs`.`reconciliation`
;

create or replace temporary view `reconciliation__dbt_tmp` as
      -- Quantity and revenue followed from the delivered text to gold, without the columns that silver
-- typed.
with
delivered as (
    select
        'atlon' as company,
        sum(try_cast(btrim(sold_quantity, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    union all
    select
        'sports_bar' as company,
        sum(try_cast(btrim(order_qty, ' \t\u000b\u000c') as decimal(28, 4))) as quantity
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
),
judged_lines as (
    select
        'atlon' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        product_id,
        order_month,
        quantity_as_delivered,
        _outcome
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
judged as (
    select
        company,
        product_id,
        year(order_month) as price_year,
        sum(try_cast(quantity_as_delivered as decimal(28, 4))) as quantity,
        sum(
            if(_outcome = 'accepted', try_cast(quantity_as_delivered as decimal(28, 4)), 0)
        ) as accepted_quantity
    from judged_lines
    group by company, product_id, year(order_month)
),
price_texts as (
    select
        'atlon' as company,
        btrim(product_code, ' \t\u000b\u000c') as product_id,
        try_cast(concat(btrim(year, ' \t\u000b\u000c'), '-01-01') as date) as price_date,
        price_inr as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        _line_number
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    union all
    select
        'sports_bar' as company,
        coalesce(crosswalk.product_id, btrim(prices.product_id, ' \t\u000b\u000c')) as product_id,
        try_cast(regexp_replace(
            replace(btrim(prices.month, ' \t\u000b\u000c'), '/', '-'),
            '^([0-9]{2})-([0-9]{2})-([0-9]{4})$',
            '$3-$2-$1'
        ) as date) as price_date,
        prices.gross_price as price_text,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        prices._line_number
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` as prices
    left join `ecommerce_catalog`.`reference`.`product_crosswalk` as crosswalk
        on
            btrim(prices.product_id, ' \t\u000b\u000c') = crosswalk.source_product_id
            and crosswalk.company = 'sports_bar'
),
prices as (
    select
        company,
        product_id,
        year(price_date) as price_year,
        max_by(
            abs(try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2))),
            struct(trunc(price_date, 'month'), _file_order, _line_number)
        ) as price_inr
    from price_texts
    where
        price_date is not null
        and try_cast(btrim(price_text, ' \t\u000b\u000c') as decimal(18, 2)) <> 0
    group by company, product_id, year(price_date)
),
expected as (
    select
        judged.company,
        sum(judged.quantity) as quantity,
        sum(judged.accepted_quantity) as accepted_quantity,
        sum(judged.accepted_quantity * prices.price_inr) as revenue_inr
    from judged
    left join prices
        on
            judged.company = prices.company
            and judged.product_id = prices.product_id
            and judged.price_year = prices.price_year
    group by judged.company
),
gold as (
    select
        company,
        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    group by company
),
compared as (
    select
        delivered.company,
        stack(
            3,
            'units delivered = units judged',
            delivered.quantity,
            expected.quantity,
            'units accepted = units in gold',
            expected.accepted_quantity,
            cast(gold.quantity as decimal(38, 4)),
            'revenue of accepted lines = revenue in gold',
            cast(expected.revenue_inr as decimal(38, 4)),
            cast(gold.revenue_inr as decimal(38, 4))
        ) as (check_name, expected_value, found_value)
    from delivered
    left join expected
        on delivered.company = expected.company
    left join gold
        on delivered.company = gold.company
),
final as (
    select
        company,
        check_name,
        coalesce(expected_value, 0) as expected_value,
        coalesce(found_value, 0) as found_value,
        coalesce(found_value, 0) - coalesce(expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '<run>' as run_id
    from compared
)
select * from final
;

DESCRIBE TABLE EXTENDED `reconciliation__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`logs`.`reconciliation` AS JSON
;

DESCRIBE TABLE EXTENDED `reconciliation__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`logs`.`reconciliation` AS JSON
;

insert into `ecommerce_catalog`.`logs`.`reconciliation` by name
            select * from `reconciliation__dbt_tmp`
;

