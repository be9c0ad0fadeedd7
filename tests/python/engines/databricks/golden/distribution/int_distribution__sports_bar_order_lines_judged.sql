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
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
;

create or replace table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'true'
    )
      as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id > 0
),
product_ids as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
    where company = 'sports_bar'
),
typed as (
    select
        nullif(btrim(order_id, ' \t\u000b\u000c'), '') as order_id,
        case
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[A-Za-z]+ [0-9]{2}, [0-9]{4}$' then cast(try_to_timestamp(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 'MMMM dd, yyyy') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as order_date,
        if(
            (btrim(customer_id, ' \t\u000b\u000c') rlike '^[0-9]+$'), btrim(customer_id, ' \t\u000b\u000c'), '999999'
        ) as customer_id,
        nullif(btrim(product_id, ' \t\u000b\u000c'), '') as source_product_id,
        nullif(btrim(order_qty, ' \t\u000b\u000c'), '') as quantity_as_delivered,
        xxhash64(order_id, source_product_id) as _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
candidates as (
    select
        order_id,
        order_date,
        customer_id,
        source_product_id,
        quantity_as_delivered,
        _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        cast(null as bigint) as _stored_judgement_hash
    from typed
),
identified as (
    select
        candidates.*,
        product_ids.product_id,
        -- below a trillion, so that no sum of quantities can leave bigint
        try_cast(
            try_cast(candidates.quantity_as_delivered as decimal(16, 4)) as bigint
        ) as quantity,
        cast(trunc(candidates.order_date, 'month') as date) as order_month
    from candidates
    left join product_ids
        on candidates.source_product_id = product_ids.source_product_id
),
judged as (
    select
        *,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(order_id is null, 'order_id_missing', null),
            if(order_date is null, 'order_date_unparsable', null),
            if(source_product_id is null, 'product_id_missing', null),
            if(quantity_as_delivered is null, 'quantity_missing', null),
            if(quantity_as_delivered is not null and quantity is null, 'quantity_not_numeric', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity, 'quantity_not_whole', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <= 0, 'quantity_not_positive', null),
            if(source_product_id is not null and product_id is null, 'product_unknown', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(customer_id = '999999', 'customer_unknown', null)
        ))
    end as _warn_rules
    from identified
),
ranked as (
    select
        *,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        max(if(size(_reject_rules) = 0, struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ), null)) over (
            partition by order_id, source_product_id
        ) as _winning_file,
        row_number() over (
            partition by
                order_id, source_product_id, order_date, customer_id, quantity,
                size(_reject_rules) = 0, _file_id
            order by _line_number
        ) as _copy_number
    from judged
),
decided as (
    select
        * except (_file_order, _winning_file, _copy_number),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _file_order = _winning_file and _copy_number = 1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 and _file_order > _winning_file
                then 'rejected correction: replaces nothing'
            when size(_reject_rules) > 0 then null
            when _file_order < _winning_file then 'replaced by a later delivery'
            when _copy_number > 1 then 'copy of a line of the same file'
        end as _outcome_reason
    from ranked
),
stamped as (
    select
        *,
        xxhash64(_outcome, _outcome_reason, product_id, _reject_rules) as _judgement_hash,
        'aa99125340ef49bf8c2cf24b0fc7b1cb' as _judged_with,
        cast(1 as bigint) as _judgement_id
    from decided
),
final as (
    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash
)
select * from final
;

-- batch 2, cluster

select coalesce(max(_load_id), 0), coalesce(max(_judgement_id), 0), count_if(_judged_with <> 'aa99125340ef49bf8c2cf24b0fc7b1cb') from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND kcu.table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

create or replace temporary view `int_distribution__sports_bar_order_lines_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id > 1
),
product_ids as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
    where company = 'sports_bar'
),
typed as (
    select
        nullif(btrim(order_id, ' \t\u000b\u000c'), '') as order_id,
        case
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[A-Za-z]+ [0-9]{2}, [0-9]{4}$' then cast(try_to_timestamp(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 'MMMM dd, yyyy') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as order_date,
        if(
            (btrim(customer_id, ' \t\u000b\u000c') rlike '^[0-9]+$'), btrim(customer_id, ' \t\u000b\u000c'), '999999'
        ) as customer_id,
        nullif(btrim(product_id, ' \t\u000b\u000c'), '') as source_product_id,
        nullif(btrim(order_qty, ' \t\u000b\u000c'), '') as quantity_as_delivered,
        xxhash64(order_id, source_product_id) as _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
-- Stored lines that this run can change: other deliveries of the lines that arrived, and lines
-- whose product's identity is no longer what they were judged with.
stored as (
    select
        stored.order_id,
        stored.order_date,
        stored.customer_id,
        stored.source_product_id,
        stored.quantity_as_delivered,
        stored._line_hash,
        stored._row_status,
        stored._file_id,
        stored._file_path,
        stored._file_modified_at,
        stored._file_size,
        stored._line_number,
        stored._load_id,
        stored._judgement_hash as _stored_judgement_hash
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` as stored
    left join (select distinct _line_hash from typed) as arrived
        on stored._line_hash = arrived._line_hash
    left join product_ids
        on stored.source_product_id = product_ids.source_product_id
    where
        arrived._line_hash is not null
        or not stored.product_id <=> product_ids.product_id
),
candidates as (
    select
        order_id,
        order_date,
        customer_id,
        source_product_id,
        quantity_as_delivered,
        _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        cast(null as bigint) as _stored_judgement_hash
    from typed
    union all
    select * from stored
),
identified as (
    select
        candidates.*,
        product_ids.product_id,
        -- below a trillion, so that no sum of quantities can leave bigint
        try_cast(
            try_cast(candidates.quantity_as_delivered as decimal(16, 4)) as bigint
        ) as quantity,
        cast(trunc(candidates.order_date, 'month') as date) as order_month
    from candidates
    left join product_ids
        on candidates.source_product_id = product_ids.source_product_id
),
judged as (
    select
        *,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(order_id is null, 'order_id_missing', null),
            if(order_date is null, 'order_date_unparsable', null),
            if(source_product_id is null, 'product_id_missing', null),
            if(quantity_as_delivered is null, 'quantity_missing', null),
            if(quantity_as_delivered is not null and quantity is null, 'quantity_not_numeric', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity, 'quantity_not_whole', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <= 0, 'quantity_not_positive', null),
            if(source_product_id is not null and product_id is null, 'product_unknown', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(customer_id = '999999', 'customer_unknown', null)
        ))
    end as _warn_rules
    from identified
),
ranked as (
    select
        *,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        max(if(size(_reject_rules) = 0, struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ), null)) over (
            partition by order_id, source_product_id
        ) as _winning_file,
        row_number() over (
            partition by
                order_id, source_product_id, order_date, customer_id, quantity,
                size(_reject_rules) = 0, _file_id
            order by _line_number
        ) as _copy_number
    from judged
),
decided as (
    select
        * except (_file_order, _winning_file, _copy_number),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _file_order = _winning_file and _copy_number = 1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 and _file_order > _winning_file
                then 'rejected correction: replaces nothing'
            when size(_reject_rules) > 0 then null
            when _file_order < _winning_file then 'replaced by a later delivery'
            when _copy_number > 1 then 'copy of a line of the same file'
        end as _outcome_reason
    from ranked
),
stamped as (
    select
        *,
        xxhash64(_outcome, _outcome_reason, product_id, _reject_rules) as _judgement_hash,
        'aa99125340ef49bf8c2cf24b0fc7b1cb' as _judged_with,
        cast(2 as bigint) as _judgement_id
    from decided
),
final as (
    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash
)
select * from final
;

DESCRIBE TABLE `int_distribution__sports_bar_order_lines_judged__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

DESCRIBE TABLE `int_distribution__sports_bar_order_lines_judged__dbt_tmp`
;

-- back compat for old kwarg name
    merge
    into
        `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` as DBT_INTERNAL_DEST
    using
        `int_distribution__sports_bar_order_lines_judged__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
                  DBT_INTERNAL_SOURCE.`_file_id` <=> DBT_INTERNAL_DEST.`_file_id`
    and
                  DBT_INTERNAL_SOURCE.`_line_number` <=> DBT_INTERNAL_DEST.`_line_number`
    when matched
        then update set
            `order_id` = DBT_INTERNAL_SOURCE.`order_id`, `order_date` = DBT_INTERNAL_SOURCE.`order_date`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `source_product_id` = DBT_INTERNAL_SOURCE.`source_product_id`, `quantity_as_delivered` = DBT_INTERNAL_SOURCE.`quantity_as_delivered`, `_line_hash` = DBT_INTERNAL_SOURCE.`_line_hash`, `_row_status` = DBT_INTERNAL_SOURCE.`_row_status`, `_file_id` = DBT_INTERNAL_SOURCE.`_file_id`, `_file_path` = DBT_INTERNAL_SOURCE.`_file_path`, `_file_modified_at` = DBT_INTERNAL_SOURCE.`_file_modified_at`, `_file_size` = DBT_INTERNAL_SOURCE.`_file_size`, `_line_number` = DBT_INTERNAL_SOURCE.`_line_number`, `_load_id` = DBT_INTERNAL_SOURCE.`_load_id`, `product_id` = DBT_INTERNAL_SOURCE.`product_id`, `quantity` = DBT_INTERNAL_SOURCE.`quantity`, `order_month` = DBT_INTERNAL_SOURCE.`order_month`, `_reject_rules` = DBT_INTERNAL_SOURCE.`_reject_rules`, `_warn_rules` = DBT_INTERNAL_SOURCE.`_warn_rules`, `_outcome` = DBT_INTERNAL_SOURCE.`_outcome`, `_outcome_reason` = DBT_INTERNAL_SOURCE.`_outcome_reason`, `_judgement_hash` = DBT_INTERNAL_SOURCE.`_judgement_hash`, `_judged_with` = DBT_INTERNAL_SOURCE.`_judged_with`, `_judgement_id` = DBT_INTERNAL_SOURCE.`_judgement_id`
    when not matched
        then insert
            (`order_id`, `order_date`, `customer_id`, `source_product_id`, `quantity_as_delivered`, `_line_hash`, `_row_status`, `_file_id`, `_file_path`, `_file_modified_at`, `_file_size`, `_line_number`, `_load_id`, `product_id`, `quantity`, `order_month`, `_reject_rules`, `_warn_rules`, `_outcome`, `_outcome_reason`, `_judgement_hash`, `_judged_with`, `_judgement_id`) VALUES (DBT_INTERNAL_SOURCE.`order_id`, DBT_INTERNAL_SOURCE.`order_date`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`source_product_id`, DBT_INTERNAL_SOURCE.`quantity_as_delivered`, DBT_INTERNAL_SOURCE.`_line_hash`, DBT_INTERNAL_SOURCE.`_row_status`, DBT_INTERNAL_SOURCE.`_file_id`, DBT_INTERNAL_SOURCE.`_file_path`, DBT_INTERNAL_SOURCE.`_file_modified_at`, DBT_INTERNAL_SOURCE.`_file_size`, DBT_INTERNAL_SOURCE.`_line_number`, DBT_INTERNAL_SOURCE.`_load_id`, DBT_INTERNAL_SOURCE.`product_id`, DBT_INTERNAL_SOURCE.`quantity`, DBT_INTERNAL_SOURCE.`order_month`, DBT_INTERNAL_SOURCE.`_reject_rules`, DBT_INTERNAL_SOURCE.`_warn_rules`, DBT_INTERNAL_SOURCE.`_outcome`, DBT_INTERNAL_SOURCE.`_outcome_reason`, DBT_INTERNAL_SOURCE.`_judgement_hash`, DBT_INTERNAL_SOURCE.`_judged_with`, DBT_INTERNAL_SOURCE.`_judgement_id`)
;

-- batch 3, SQL warehouse

select coalesce(max(_load_id), 0), coalesce(max(_judgement_id), 0), count_if(_judged_with <> 'aa99125340ef49bf8c2cf24b0fc7b1cb') from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND kcu.table_name = 'int_distribution__sports_bar_order_lines_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
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
    AND table_name = 'int_distribution__sports_bar_order_lines_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
;

create or replace temporary view `int_distribution__sports_bar_order_lines_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where
        _row_kind = 'row'
        and _load_id > 2
),
product_ids as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__product_ids`
    where company = 'sports_bar'
),
typed as (
    select
        nullif(btrim(order_id, ' \t\u000b\u000c'), '') as order_id,
        case
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[A-Za-z]+ [0-9]{2}, [0-9]{4}$' then cast(try_to_timestamp(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 'MMMM dd, yyyy') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{4}/[0-9]{2}/[0-9]{2}$' then try_cast(replace(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), '/', '-') as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}/[0-9]{2}/[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
        when btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c') rlike '^[0-9]{2}-[0-9]{2}-[0-9]{4}$' then
            try_cast(concat_ws(
                '-', substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 7, 4), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 4, 2), substr(btrim(regexp_replace(order_placement_date, '^\\s*[A-Za-z]+,', ''), ' \t\u000b\u000c'), 1, 2)
            ) as date)
    end as order_date,
        if(
            (btrim(customer_id, ' \t\u000b\u000c') rlike '^[0-9]+$'), btrim(customer_id, ' \t\u000b\u000c'), '999999'
        ) as customer_id,
        nullif(btrim(product_id, ' \t\u000b\u000c'), '') as source_product_id,
        nullif(btrim(order_qty, ' \t\u000b\u000c'), '') as quantity_as_delivered,
        xxhash64(order_id, source_product_id) as _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
-- Stored lines that this run can change: other deliveries of the lines that arrived, and lines
-- whose product's identity is no longer what they were judged with.
stored as (
    select
        stored.order_id,
        stored.order_date,
        stored.customer_id,
        stored.source_product_id,
        stored.quantity_as_delivered,
        stored._line_hash,
        stored._row_status,
        stored._file_id,
        stored._file_path,
        stored._file_modified_at,
        stored._file_size,
        stored._line_number,
        stored._load_id,
        stored._judgement_hash as _stored_judgement_hash
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` as stored
    left join (select distinct _line_hash from typed) as arrived
        on stored._line_hash = arrived._line_hash
    left join product_ids
        on stored.source_product_id = product_ids.source_product_id
    where
        arrived._line_hash is not null
        or not stored.product_id <=> product_ids.product_id
),
candidates as (
    select
        order_id,
        order_date,
        customer_id,
        source_product_id,
        quantity_as_delivered,
        _line_hash,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        cast(null as bigint) as _stored_judgement_hash
    from typed
    union all
    select * from stored
),
identified as (
    select
        candidates.*,
        product_ids.product_id,
        -- below a trillion, so that no sum of quantities can leave bigint
        try_cast(
            try_cast(candidates.quantity_as_delivered as decimal(16, 4)) as bigint
        ) as quantity,
        cast(trunc(candidates.order_date, 'month') as date) as order_month
    from candidates
    left join product_ids
        on candidates.source_product_id = product_ids.source_product_id
),
judged as (
    select
        *,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(order_id is null, 'order_id_missing', null),
            if(order_date is null, 'order_date_unparsable', null),
            if(source_product_id is null, 'product_id_missing', null),
            if(quantity_as_delivered is null, 'quantity_missing', null),
            if(quantity_as_delivered is not null and quantity is null, 'quantity_not_numeric', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <> quantity, 'quantity_not_whole', null),
            if(try_cast(quantity_as_delivered as decimal(16, 4)) <= 0, 'quantity_not_positive', null),
            if(source_product_id is not null and product_id is null, 'product_unknown', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(customer_id = '999999', 'customer_unknown', null)
        ))
    end as _warn_rules
    from identified
),
ranked as (
    select
        *,
        struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) as _file_order,
        max(if(size(_reject_rules) = 0, struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ), null)) over (
            partition by order_id, source_product_id
        ) as _winning_file,
        row_number() over (
            partition by
                order_id, source_product_id, order_date, customer_id, quantity,
                size(_reject_rules) = 0, _file_id
            order by _line_number
        ) as _copy_number
    from judged
),
decided as (
    select
        * except (_file_order, _winning_file, _copy_number),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _file_order = _winning_file and _copy_number = 1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 and _file_order > _winning_file
                then 'rejected correction: replaces nothing'
            when size(_reject_rules) > 0 then null
            when _file_order < _winning_file then 'replaced by a later delivery'
            when _copy_number > 1 then 'copy of a line of the same file'
        end as _outcome_reason
    from ranked
),
stamped as (
    select
        *,
        xxhash64(_outcome, _outcome_reason, product_id, _reject_rules) as _judgement_hash,
        'aa99125340ef49bf8c2cf24b0fc7b1cb' as _judged_with,
        cast(3 as bigint) as _judgement_id
    from decided
),
final as (
    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash
)
select * from final
;

DESCRIBE TABLE EXTENDED `int_distribution__sports_bar_order_lines_judged__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` AS JSON
;

DESCRIBE TABLE EXTENDED `int_distribution__sports_bar_order_lines_judged__dbt_tmp` AS JSON
;

-- back compat for old kwarg name
    merge
    into
        `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` as DBT_INTERNAL_DEST
    using
        `int_distribution__sports_bar_order_lines_judged__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
                  DBT_INTERNAL_SOURCE.`_file_id` <=> DBT_INTERNAL_DEST.`_file_id`
    and
                  DBT_INTERNAL_SOURCE.`_line_number` <=> DBT_INTERNAL_DEST.`_line_number`
    when matched
        then update set
            `order_id` = DBT_INTERNAL_SOURCE.`order_id`, `order_date` = DBT_INTERNAL_SOURCE.`order_date`, `customer_id` = DBT_INTERNAL_SOURCE.`customer_id`, `source_product_id` = DBT_INTERNAL_SOURCE.`source_product_id`, `quantity_as_delivered` = DBT_INTERNAL_SOURCE.`quantity_as_delivered`, `_line_hash` = DBT_INTERNAL_SOURCE.`_line_hash`, `_row_status` = DBT_INTERNAL_SOURCE.`_row_status`, `_file_id` = DBT_INTERNAL_SOURCE.`_file_id`, `_file_path` = DBT_INTERNAL_SOURCE.`_file_path`, `_file_modified_at` = DBT_INTERNAL_SOURCE.`_file_modified_at`, `_file_size` = DBT_INTERNAL_SOURCE.`_file_size`, `_line_number` = DBT_INTERNAL_SOURCE.`_line_number`, `_load_id` = DBT_INTERNAL_SOURCE.`_load_id`, `product_id` = DBT_INTERNAL_SOURCE.`product_id`, `quantity` = DBT_INTERNAL_SOURCE.`quantity`, `order_month` = DBT_INTERNAL_SOURCE.`order_month`, `_reject_rules` = DBT_INTERNAL_SOURCE.`_reject_rules`, `_warn_rules` = DBT_INTERNAL_SOURCE.`_warn_rules`, `_outcome` = DBT_INTERNAL_SOURCE.`_outcome`, `_outcome_reason` = DBT_INTERNAL_SOURCE.`_outcome_reason`, `_judgement_hash` = DBT_INTERNAL_SOURCE.`_judgement_hash`, `_judged_with` = DBT_INTERNAL_SOURCE.`_judged_with`, `_judgement_id` = DBT_INTERNAL_SOURCE.`_judgement_id`
    when not matched
        then insert
            (`order_id`, `order_date`, `customer_id`, `source_product_id`, `quantity_as_delivered`, `_line_hash`, `_row_status`, `_file_id`, `_file_path`, `_file_modified_at`, `_file_size`, `_line_number`, `_load_id`, `product_id`, `quantity`, `order_month`, `_reject_rules`, `_warn_rules`, `_outcome`, `_outcome_reason`, `_judgement_hash`, `_judged_with`, `_judgement_id`) VALUES (DBT_INTERNAL_SOURCE.`order_id`, DBT_INTERNAL_SOURCE.`order_date`, DBT_INTERNAL_SOURCE.`customer_id`, DBT_INTERNAL_SOURCE.`source_product_id`, DBT_INTERNAL_SOURCE.`quantity_as_delivered`, DBT_INTERNAL_SOURCE.`_line_hash`, DBT_INTERNAL_SOURCE.`_row_status`, DBT_INTERNAL_SOURCE.`_file_id`, DBT_INTERNAL_SOURCE.`_file_path`, DBT_INTERNAL_SOURCE.`_file_modified_at`, DBT_INTERNAL_SOURCE.`_file_size`, DBT_INTERNAL_SOURCE.`_line_number`, DBT_INTERNAL_SOURCE.`_load_id`, DBT_INTERNAL_SOURCE.`product_id`, DBT_INTERNAL_SOURCE.`quantity`, DBT_INTERNAL_SOURCE.`order_month`, DBT_INTERNAL_SOURCE.`_reject_rules`, DBT_INTERNAL_SOURCE.`_warn_rules`, DBT_INTERNAL_SOURCE.`_outcome`, DBT_INTERNAL_SOURCE.`_outcome_reason`, DBT_INTERNAL_SOURCE.`_judgement_hash`, DBT_INTERNAL_SOURCE.`_judged_with`, DBT_INTERNAL_SOURCE.`_judgement_id`)
;

