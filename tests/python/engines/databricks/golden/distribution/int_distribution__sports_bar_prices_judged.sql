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
    AND table_name = 'int_distribution__sports_bar_prices_judged'
;

create or replace table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    using delta
      as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'row'
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(product_id, ' \t\u000b\u000c') as source_product_id,
        case
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as delivered_month,
        try_cast(btrim(gross_price, ' \t\u000b\u000c') as decimal(18, 2)) as delivered_price_inr,
        coalesce(_raw, to_json(struct(product_id, month, gross_price))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
identified as (
    select
        cleaned.*,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id
),
judged as (
    select
        *,
        cast(trunc(delivered_month, 'month') as date) as price_month,
        abs(delivered_price_inr) as price_inr,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(source_product_id, '') = '', 'product_id_missing', null),
            if(delivered_month is null, 'price_month_unparsable', null),
            if(delivered_price_inr is null, 'price_not_numeric', null),
            if(delivered_price_inr = 0, 'price_zero', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(delivered_price_inr < 0, 'price_negative', null)
        ))
    end as _warn_rules
    from identified
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by product_id, price_month, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_prices_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_prices_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND kcu.table_name = 'int_distribution__sports_bar_prices_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND table_name = 'int_distribution__sports_bar_prices_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
;

create or replace temporary view `int_distribution__sports_bar_prices_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'row'
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(product_id, ' \t\u000b\u000c') as source_product_id,
        case
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as delivered_month,
        try_cast(btrim(gross_price, ' \t\u000b\u000c') as decimal(18, 2)) as delivered_price_inr,
        coalesce(_raw, to_json(struct(product_id, month, gross_price))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
identified as (
    select
        cleaned.*,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id
),
judged as (
    select
        *,
        cast(trunc(delivered_month, 'month') as date) as price_month,
        abs(delivered_price_inr) as price_inr,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(source_product_id, '') = '', 'product_id_missing', null),
            if(delivered_month is null, 'price_month_unparsable', null),
            if(delivered_price_inr is null, 'price_not_numeric', null),
            if(delivered_price_inr = 0, 'price_zero', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(delivered_price_inr < 0, 'price_negative', null)
        ))
    end as _warn_rules
    from identified
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by product_id, price_month, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

DESCRIBE TABLE `int_distribution__sports_bar_prices_judged__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
             by name
            select * from `int_distribution__sports_bar_prices_judged__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_prices_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_prices_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND kcu.table_name = 'int_distribution__sports_bar_prices_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND table_name = 'int_distribution__sports_bar_prices_judged'
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
    AND table_name = 'int_distribution__sports_bar_prices_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
;

create or replace temporary view `int_distribution__sports_bar_prices_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'row'
),
crosswalk as (
    select * from `ecommerce_catalog`.`reference`.`product_crosswalk`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(product_id, ' \t\u000b\u000c') as source_product_id,
        case
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then try_cast(replace(btrim(month, ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(month, ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(month, ' \t\u000b\u000c'), 7, 4), substr(btrim(month, ' \t\u000b\u000c'), 4, 2), substr(btrim(month, ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as delivered_month,
        try_cast(btrim(gross_price, ' \t\u000b\u000c') as decimal(18, 2)) as delivered_price_inr,
        coalesce(_raw, to_json(struct(product_id, month, gross_price))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
identified as (
    select
        cleaned.*,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id
),
judged as (
    select
        *,
        cast(trunc(delivered_month, 'month') as date) as price_month,
        abs(delivered_price_inr) as price_inr,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(source_product_id, '') = '', 'product_id_missing', null),
            if(delivered_month is null, 'price_month_unparsable', null),
            if(delivered_price_inr is null, 'price_not_numeric', null),
            if(delivered_price_inr = 0, 'price_zero', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(delivered_price_inr < 0, 'price_negative', null)
        ))
    end as _warn_rules
    from identified
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by product_id, price_month, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

DESCRIBE TABLE EXTENDED `int_distribution__sports_bar_prices_judged__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged` AS JSON
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged` by name
        select * from `int_distribution__sports_bar_prices_judged__dbt_tmp`
;

