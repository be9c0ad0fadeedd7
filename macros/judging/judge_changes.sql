{# The steps from typed changes to versions, shared by all change feeds (see _macros.yml). Expects
   the CTE `typed`, ends with the CTE `final`. #}
{% macro judge_changes(state, key) -%}
{%- set attributes = own_columns() | reject('in', key) | list -%}
{%- set change = ['_record_key', 'op', 'changed_at', 'change_sequence'] -%}
{%- set lineage = [
    '_row_status', '_file_id', '_file_path', '_file_modified_at', '_file_size', '_line_number', '_load_id',
] -%}
{%- set carried = key + attributes + change + lineage + ['_reject_rules'] -%}
{%- set touched -%}
-- everything that is known of the records that changes arrived for
    left semi join arrived
        on stored._record_key = arrived._record_key
{%- endset -%}
keyed as (

    select
        *,
        concat({{ key | join(", '|', ") }}) as _record_key
    from typed

),

arrived as (

    select
        {%- for name in key + change + lineage %}
        {{ name }},
        {%- endfor %}
        {%- for name in attributes %}
        if(op = 'D', null, {{ name }}) as {{ name }},
        {%- endfor %}
        {{ broken_rules('reject') }} as _reject_rules
    from keyed

),

{{ with_stored_rows(state, carried, 'arrived', touched) }},

-- Of the valid changes of one time the last delivered one counts.
ranked as (

    select
        *,
        size(_reject_rules) = 0 and row_number() over (
            partition by _record_key, changed_at, size(_reject_rules) = 0
            order by change_sequence desc, {{ file_order() }} desc, _line_number desc
        ) = 1 as _is_last_of_its_time,
        if(op = 'D', 'deleted', to_json(struct({{ attributes | join(', ') }}))) as _says
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
        {{ broken_rules('warn') }} as _warn_rules,
        xxhash64(to_json(struct(
            _outcome, _outcome_reason, _reject_rules, valid_to, is_first_version, left_reason, left_file_path,
            left_line_number
        ))) as _judgement_hash,
        '{{ state.judged_with }}' as _judged_with,
        cast({{ state.judgement_id }} as bigint) as _judgement_id
    from dated

),

final as (

    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash

)
{%- endmacro %}
