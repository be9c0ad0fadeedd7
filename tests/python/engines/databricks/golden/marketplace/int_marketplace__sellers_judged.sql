-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_marketplace__sellers_judged'
;

create or replace table `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    using delta
    tblproperties ('delta.enableDeletionVectors' = 'true'
    )
      as
      with
delivered as (
    select * from `marketplace_catalog`.`raw`.`stg_marketplace__sellers`
    where
        _row_kind = 'row'
        and _load_id > 0
),
typed as (
    select
        nullif(btrim(seller_id, ' \t\u000b\u000c'), '') as seller_id,
        nullif(btrim(seller_zip_code_prefix, ' \t\u000b\u000c'), '') as zip_code_prefix,
        nullif(initcap(regexp_replace(btrim(seller_city, ' \t\u000b\u000c'), '\\s+', ' ')), '') as city,
        upper(nullif(btrim(seller_state, ' \t\u000b\u000c'), '')) as state,
        if(op is null, 'I', upper(btrim(op, ' \t\u000b\u000c'))) as op,
        if(op is null, _file_modified_at, if(
            btrim(op_at, ' \t\u000b\u000c') rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z?$',
            try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
            null
        )) as changed_at,
        coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0) as change_sequence,
        op is not null and coalesce(btrim(op_at, ' \t\u000b\u000c'), '') = '' as _is_time_missing,
        coalesce(btrim(op_sequence, ' \t\u000b\u000c'), '') <> ''
        and not (btrim(op_sequence, ' \t\u000b\u000c') rlike '^[0-9]+$') as _is_sequence_wrong,
        seller_id is not null and seller_zip_code_prefix is not null and seller_city is not null and seller_state is not null as _is_whole,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
keyed as (
    select
        *,
        concat(seller_id) as _record_key
    from typed
),
arrived as (
    select
        seller_id,
        _record_key,
        op,
        changed_at,
        change_sequence,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        if(op = 'D', null, zip_code_prefix) as zip_code_prefix,
        if(op = 'D', null, city) as city,
        if(op = 'D', null, state) as state,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(_record_key is null, 'key_missing', null),
            if(op <> 'D' and not _is_whole, 'columns_missing', null),
            if(op not in ('I', 'U', 'D'), 'op_unknown', null),
            if(_is_time_missing, 'op_at_missing', null),
            if(changed_at is null and not _is_time_missing, 'op_at_unparsable', null),
            if(changed_at > _file_modified_at + interval 1 day, 'op_at_in_future', null),
            if(_is_sequence_wrong, 'op_sequence_not_a_number', null)
        ))
    end as _reject_rules
    from keyed
),
candidates as (
    select
        seller_id,
        zip_code_prefix,
        city,
        state,
        _record_key,
        op,
        changed_at,
        change_sequence,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        _reject_rules,
        cast(null as bigint) as _stored_judgement_hash
    from arrived
),
-- Of the valid changes of one time the last delivered one counts.
ranked as (
    select
        *,
        size(_reject_rules) = 0 and row_number() over (
            partition by _record_key, changed_at, size(_reject_rules) = 0
            order by change_sequence desc, struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
        ) = 1 as _is_last_of_its_time,
        if(op = 'D', 'deleted', to_json(struct(zip_code_prefix, city, state))) as _says
    from candidates
),
-- What says the same as the version before it is no version.
compared as (
    select
        *,
        _is_last_of_its_time and not _says <=> lag(_says) over (
            partition by _record_key, _is_last_of_its_time order by changed_at
        ) as _is_version
    from ranked
),
followed as (
    select
        *,
        row_number() over versions = 1 as _is_first,
        lead(struct(changed_at, op, _file_path, _line_number)) over versions as _next
    from compared
    window versions as (partition by _record_key, _is_version order by changed_at)
),
dated as (
    select
        * except (_is_first, _next, _is_last_of_its_time, _says, _is_version),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _is_version then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 or _is_version then null
            when _is_last_of_its_time then 'changes nothing'
            else 'another change of the same time counts'
        end as _outcome_reason,
        if(_is_version, changed_at, null) as valid_from,
        if(_is_version, _next.changed_at, null) as valid_to,
        _is_version and _is_first as is_first_version,
        _is_version and _next is null and op <> 'D' as is_current,
        _is_version and op = 'D' as is_deleted,
        case
            when not _is_version then null
            when _next is null then if(op = 'D', 'is_deletion', null)
            when _next.op = 'D' then 'deleted'
            when op = 'D' then 'reinserted'
            else 'updated'
        end as left_reason,
        if(_is_version, _next._file_path, null) as left_file_path,
        if(_is_version, _next._line_number, null) as left_line_number
    from followed
),
stamped as (
    select
        *,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(is_first_version and op = 'U', 'update_of_unknown_record', null),
            if(is_first_version and op = 'D', 'delete_of_unknown_record', null)
        ))
    end as _warn_rules,
        xxhash64(to_json(struct(
            _outcome, _outcome_reason, _reject_rules, valid_to, is_first_version, left_reason, left_file_path,
            left_line_number
        ))) as _judgement_hash,
        'c05fdb1d3804df0b6536bb17f83081c5' as _judged_with,
        cast(1 as bigint) as _judgement_id
    from dated
),
final as (
    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash
)
select * from final
;

-- batch 2, cluster

select coalesce(max(_load_id), 0), coalesce(max(_judgement_id), 0), count_if(_judged_with <> 'c05fdb1d3804df0b6536bb17f83081c5') from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_marketplace__sellers_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_marketplace__sellers_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_marketplace__sellers_judged'
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
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_marketplace__sellers_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_marketplace__sellers_judged'
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
    AND table_schema = 'processed'
    AND table_name = 'int_marketplace__sellers_judged'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_marketplace__sellers_judged'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
;

describe extended `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
;

create or replace temporary view `int_marketplace__sellers_judged__dbt_tmp` as
      with
delivered as (
    select * from `marketplace_catalog`.`raw`.`stg_marketplace__sellers`
    where
        _row_kind = 'row'
        and _load_id > 1
),
typed as (
    select
        nullif(btrim(seller_id, ' \t\u000b\u000c'), '') as seller_id,
        nullif(btrim(seller_zip_code_prefix, ' \t\u000b\u000c'), '') as zip_code_prefix,
        nullif(initcap(regexp_replace(btrim(seller_city, ' \t\u000b\u000c'), '\\s+', ' ')), '') as city,
        upper(nullif(btrim(seller_state, ' \t\u000b\u000c'), '')) as state,
        if(op is null, 'I', upper(btrim(op, ' \t\u000b\u000c'))) as op,
        if(op is null, _file_modified_at, if(
            btrim(op_at, ' \t\u000b\u000c') rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z?$',
            try_cast(replace(replace(btrim(op_at, ' \t\u000b\u000c'), 'T', ' '), 'Z', '') as timestamp),
            null
        )) as changed_at,
        coalesce(try_cast(btrim(op_sequence, ' \t\u000b\u000c') as bigint), 0) as change_sequence,
        op is not null and coalesce(btrim(op_at, ' \t\u000b\u000c'), '') = '' as _is_time_missing,
        coalesce(btrim(op_sequence, ' \t\u000b\u000c'), '') <> ''
        and not (btrim(op_sequence, ' \t\u000b\u000c') rlike '^[0-9]+$') as _is_sequence_wrong,
        seller_id is not null and seller_zip_code_prefix is not null and seller_city is not null and seller_state is not null as _is_whole,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
keyed as (
    select
        *,
        concat(seller_id) as _record_key
    from typed
),
arrived as (
    select
        seller_id,
        _record_key,
        op,
        changed_at,
        change_sequence,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        if(op = 'D', null, zip_code_prefix) as zip_code_prefix,
        if(op = 'D', null, city) as city,
        if(op = 'D', null, state) as state,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(_record_key is null, 'key_missing', null),
            if(op <> 'D' and not _is_whole, 'columns_missing', null),
            if(op not in ('I', 'U', 'D'), 'op_unknown', null),
            if(_is_time_missing, 'op_at_missing', null),
            if(changed_at is null and not _is_time_missing, 'op_at_unparsable', null),
            if(changed_at > _file_modified_at + interval 1 day, 'op_at_in_future', null),
            if(_is_sequence_wrong, 'op_sequence_not_a_number', null)
        ))
    end as _reject_rules
    from keyed
),
-- Everything that is known of the records that changes arrived for.
stored as (
    select
        stored.seller_id,
        stored.zip_code_prefix,
        stored.city,
        stored.state,
        stored._record_key,
        stored.op,
        stored.changed_at,
        stored.change_sequence,
        stored._row_status,
        stored._file_id,
        stored._file_path,
        stored._file_modified_at,
        stored._file_size,
        stored._line_number,
        stored._load_id,
        stored._reject_rules,
        stored._judgement_hash as _stored_judgement_hash
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged` as stored
    left semi join arrived
        on stored._record_key = arrived._record_key
),
candidates as (
    select
        seller_id,
        zip_code_prefix,
        city,
        state,
        _record_key,
        op,
        changed_at,
        change_sequence,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id,
        _reject_rules,
        cast(null as bigint) as _stored_judgement_hash
    from arrived
    union all
    select * from stored
),
-- Of the valid changes of one time the last delivered one counts.
ranked as (
    select
        *,
        size(_reject_rules) = 0 and row_number() over (
            partition by _record_key, changed_at, size(_reject_rules) = 0
            order by change_sequence desc, struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
        ) = 1 as _is_last_of_its_time,
        if(op = 'D', 'deleted', to_json(struct(zip_code_prefix, city, state))) as _says
    from candidates
),
-- What says the same as the version before it is no version.
compared as (
    select
        *,
        _is_last_of_its_time and not _says <=> lag(_says) over (
            partition by _record_key, _is_last_of_its_time order by changed_at
        ) as _is_version
    from ranked
),
followed as (
    select
        *,
        row_number() over versions = 1 as _is_first,
        lead(struct(changed_at, op, _file_path, _line_number)) over versions as _next
    from compared
    window versions as (partition by _record_key, _is_version order by changed_at)
),
dated as (
    select
        * except (_is_first, _next, _is_last_of_its_time, _says, _is_version),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _is_version then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 or _is_version then null
            when _is_last_of_its_time then 'changes nothing'
            else 'another change of the same time counts'
        end as _outcome_reason,
        if(_is_version, changed_at, null) as valid_from,
        if(_is_version, _next.changed_at, null) as valid_to,
        _is_version and _is_first as is_first_version,
        _is_version and _next is null and op <> 'D' as is_current,
        _is_version and op = 'D' as is_deleted,
        case
            when not _is_version then null
            when _next is null then if(op = 'D', 'is_deletion', null)
            when _next.op = 'D' then 'deleted'
            when op = 'D' then 'reinserted'
            else 'updated'
        end as left_reason,
        if(_is_version, _next._file_path, null) as left_file_path,
        if(_is_version, _next._line_number, null) as left_line_number
    from followed
),
stamped as (
    select
        *,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(is_first_version and op = 'U', 'update_of_unknown_record', null),
            if(is_first_version and op = 'D', 'delete_of_unknown_record', null)
        ))
    end as _warn_rules,
        xxhash64(to_json(struct(
            _outcome, _outcome_reason, _reject_rules, valid_to, is_first_version, left_reason, left_file_path,
            left_line_number
        ))) as _judgement_hash,
        'c05fdb1d3804df0b6536bb17f83081c5' as _judged_with,
        cast(2 as bigint) as _judgement_id
    from dated
),
final as (
    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash
)
select * from final
;

DESCRIBE TABLE `int_marketplace__sellers_judged__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
;

DESCRIBE TABLE `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
;

DESCRIBE TABLE `int_marketplace__sellers_judged__dbt_tmp`
;

-- back compat for old kwarg name
    merge
    into
        `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged` as DBT_INTERNAL_DEST
    using
        `int_marketplace__sellers_judged__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
                  DBT_INTERNAL_SOURCE.`_file_id` <=> DBT_INTERNAL_DEST.`_file_id`
    and
                  DBT_INTERNAL_SOURCE.`_line_number` <=> DBT_INTERNAL_DEST.`_line_number`
    when matched
        then update set
            `seller_id` = DBT_INTERNAL_SOURCE.`seller_id`, `zip_code_prefix` = DBT_INTERNAL_SOURCE.`zip_code_prefix`, `city` = DBT_INTERNAL_SOURCE.`city`, `state` = DBT_INTERNAL_SOURCE.`state`, `_record_key` = DBT_INTERNAL_SOURCE.`_record_key`, `op` = DBT_INTERNAL_SOURCE.`op`, `changed_at` = DBT_INTERNAL_SOURCE.`changed_at`, `change_sequence` = DBT_INTERNAL_SOURCE.`change_sequence`, `_row_status` = DBT_INTERNAL_SOURCE.`_row_status`, `_file_id` = DBT_INTERNAL_SOURCE.`_file_id`, `_file_path` = DBT_INTERNAL_SOURCE.`_file_path`, `_file_modified_at` = DBT_INTERNAL_SOURCE.`_file_modified_at`, `_file_size` = DBT_INTERNAL_SOURCE.`_file_size`, `_line_number` = DBT_INTERNAL_SOURCE.`_line_number`, `_load_id` = DBT_INTERNAL_SOURCE.`_load_id`, `_reject_rules` = DBT_INTERNAL_SOURCE.`_reject_rules`, `_outcome` = DBT_INTERNAL_SOURCE.`_outcome`, `_outcome_reason` = DBT_INTERNAL_SOURCE.`_outcome_reason`, `valid_from` = DBT_INTERNAL_SOURCE.`valid_from`, `valid_to` = DBT_INTERNAL_SOURCE.`valid_to`, `is_first_version` = DBT_INTERNAL_SOURCE.`is_first_version`, `is_current` = DBT_INTERNAL_SOURCE.`is_current`, `is_deleted` = DBT_INTERNAL_SOURCE.`is_deleted`, `left_reason` = DBT_INTERNAL_SOURCE.`left_reason`, `left_file_path` = DBT_INTERNAL_SOURCE.`left_file_path`, `left_line_number` = DBT_INTERNAL_SOURCE.`left_line_number`, `_warn_rules` = DBT_INTERNAL_SOURCE.`_warn_rules`, `_judgement_hash` = DBT_INTERNAL_SOURCE.`_judgement_hash`, `_judged_with` = DBT_INTERNAL_SOURCE.`_judged_with`, `_judgement_id` = DBT_INTERNAL_SOURCE.`_judgement_id`
    when not matched
        then insert
            (`seller_id`, `zip_code_prefix`, `city`, `state`, `_record_key`, `op`, `changed_at`, `change_sequence`, `_row_status`, `_file_id`, `_file_path`, `_file_modified_at`, `_file_size`, `_line_number`, `_load_id`, `_reject_rules`, `_outcome`, `_outcome_reason`, `valid_from`, `valid_to`, `is_first_version`, `is_current`, `is_deleted`, `left_reason`, `left_file_path`, `left_line_number`, `_warn_rules`, `_judgement_hash`, `_judged_with`, `_judgement_id`) VALUES (DBT_INTERNAL_SOURCE.`seller_id`, DBT_INTERNAL_SOURCE.`zip_code_prefix`, DBT_INTERNAL_SOURCE.`city`, DBT_INTERNAL_SOURCE.`state`, DBT_INTERNAL_SOURCE.`_record_key`, DBT_INTERNAL_SOURCE.`op`, DBT_INTERNAL_SOURCE.`changed_at`, DBT_INTERNAL_SOURCE.`change_sequence`, DBT_INTERNAL_SOURCE.`_row_status`, DBT_INTERNAL_SOURCE.`_file_id`, DBT_INTERNAL_SOURCE.`_file_path`, DBT_INTERNAL_SOURCE.`_file_modified_at`, DBT_INTERNAL_SOURCE.`_file_size`, DBT_INTERNAL_SOURCE.`_line_number`, DBT_INTERNAL_SOURCE.`_load_id`, DBT_INTERNAL_SOURCE.`_reject_rules`, DBT_INTERNAL_SOURCE.`_outcome`, DBT_INTERNAL_SOURCE.`_outcome_reason`, DBT_INTERNAL_SOURCE.`valid_from`, DBT_INTERNAL_SOURCE.`valid_to`, DBT_INTERNAL_SOURCE.`is_first_version`, DBT_INTERNAL_SOURCE.`is_current`, DBT_INTERNAL_SOURCE.`is_deleted`, DBT_INTERNAL_SOURCE.`left_reason`, DBT_INTERNAL_SOURCE.`left_file_path`, DBT_INTERNAL_SOURCE.`left_line_number`, DBT_INTERNAL_SOURCE.`_warn_rules`, DBT_INTERNAL_SOURCE.`_judgement_hash`, DBT_INTERNAL_SOURCE.`_judged_with`, DBT_INTERNAL_SOURCE.`_judgement_id`)
;

