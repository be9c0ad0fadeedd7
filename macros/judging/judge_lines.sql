{# The steps from typed rows to one outcome per delivered row, for feeds of lines and of upserts:
   the last file with a valid row of a key counts; of one file its distinct rows, where the feed
   says what makes two rows differ (content), its last row otherwise (see _macros.yml). Expects the
   CTE `typed`, ends with the CTE `final`. #}
{% macro judge_lines(state, bronze, key, content, look_up) -%}
{%- set gives = look_up.gives if look_up else [] -%}
{%- set carried = (own_columns() | reject('in', gives) | list) + [
    '_record_hash', '_row_status', '_file_id', '_file_path', '_file_modified_at', '_file_size', '_line_number',
    '_load_id',
] -%}
{%- set touched -%}
-- other deliveries of the keys that arrived
    {{- ', and rows for which the look-up says something else by now' if look_up }}
    left join (select distinct _record_hash from keyed) as arrived
        on stored._record_hash = arrived._record_hash
    {%- if look_up %}
    left join looked_up
        on stored.{{ look_up.by }} = looked_up.{{ look_up.by }}
    {%- endif %}
    where
        arrived._record_hash is not null
        {%- for name in gives %}
        or not stored.{{ name }} <=> looked_up.{{ name }}
        {%- endfor %}
{%- endset -%}
keyed as (

    select
        *,
        xxhash64({{ key | join(', ') }}) as _record_hash
    from typed

),

{% if look_up -%}
looked_up as (

    select * from {{ look_up.from }}
    where {{ look_up.where }}

),

{% endif -%}
{{ with_stored_rows(state, carried, 'keyed', touched) }},

{% if look_up -%}
identified as (

    select
        candidates.*,
        {%- for name in gives %}
        looked_up.{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from candidates
    left join looked_up
        on candidates.{{ look_up.by }} = looked_up.{{ look_up.by }}

),

{% endif -%}
judged as (

    select
        *,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from {{ 'identified' if look_up else 'candidates' }}

),

-- Rows are compared by a number of their file, and are told again at the end where it lies: what is
-- sorted for the windows is a third smaller.
files as (

    select
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        dense_rank() over (order by {{ file_order() }}) as _file_rank
    from {{ bronze }}
    where _row_kind = 'file'

),

ranked as (

    select /*+ broadcast(files) */
        judged.* except (_file_path, _file_modified_at, _file_size),
        files._file_rank,
        max(if(size(judged._reject_rules) = 0, files._file_rank, null)) over (
            partition by judged.{{ key | join(', judged.') }}
        ) as _winning_rank,
        row_number() over (
            partition by
                judged.{{ (key + content) | unique | join(', judged.') }},
                size(judged._reject_rules) = 0, judged._file_id
            order by judged._line_number{{ ' desc' if not content }}
        ) as _copy_number
    from judged
    left join files
        on judged._file_id = files._file_id

),

decided as (

    select /*+ broadcast(files) */
        ranked.* except (_file_rank, _winning_rank, _copy_number),
        files._file_path,
        files._file_modified_at,
        files._file_size,
        case
            when size(ranked._reject_rules) > 0 then 'rejected'
            when ranked._file_rank = ranked._winning_rank and ranked._copy_number = 1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(ranked._reject_rules) > 0 and ranked._file_rank > ranked._winning_rank
                then 'rejected correction: replaces nothing'
            when size(ranked._reject_rules) > 0 then null
            when ranked._file_rank < ranked._winning_rank then 'replaced by a later delivery'
            when ranked._copy_number > 1
                then '{{ 'copy of a line of the same file' if content else 'replaced by a later line of the same file' }}'
        end as _outcome_reason
    from ranked
    left join files
        on ranked._file_id = files._file_id

),

stamped as (

    select
        *,
        xxhash64({{ (['_outcome', '_outcome_reason'] + gives + ['_reject_rules']) | join(', ') }}) as _judgement_hash,
        '{{ state.judged_with }}' as _judged_with,
        cast({{ state.judgement_id }} as bigint) as _judgement_id
    from decided

),

final as (

    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash

)
{%- endmacro %}
