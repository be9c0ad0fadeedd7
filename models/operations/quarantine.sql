{{
    config(
        materialized='incremental',
        unique_key='quarantine_id',
        full_refresh=false,
    )
}}
{%- set new_loads = newly_rejected_loads() %}

with

judged as (

    {% for feed in judged_feeds() %}
    select
        concat_ws(':', '{{ feed.feed }}', _file_id, _line_number) as quarantine_id,
        '{{ feed.feed }}' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        {{ '_outcome_reason' if feed.is_incremental else 'cast(null as string)' }} as note,
        {{ 'cast(null as string)' if feed.is_incremental else '_raw_record' }} as raw_record,
        _outcome,
        {{ '_judgement_id' if feed.is_incremental else 'cast(0 as bigint)' }} as _judgement_id
    from {{ feed.judged }}
    {%- if is_incremental() and feed.is_incremental %}
    where
        _judgement_id > coalesce((
            select max(seen._judgement_id) from {{ this }} as seen
            where seen.feed = '{{ feed.feed }}'
        ), 0)
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (

    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    {%- for feed in judged_feeds() if new_loads[feed.feed] %}
    union all
    select
        concat_ws(':', '{{ feed.feed }}', _file_id, _line_number) as quarantine_id,
        {{ raw_record(feed_definition(*feed.feed.split('.')).columns) }} as raw_record
    from {{ feed.bronze }}
    where
        _row_kind = 'row'
        and _load_id in ({{ new_loads[feed.feed] | join(', ') }})
    {%- endfor %}

),

{% if is_incremental() -%}
stored as (

    select * from {{ this }}

),

{% endif -%}
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
        {%- if is_incremental() %}
        coalesce(stored.first_seen_at, current_timestamp()) as first_seen_at,
        coalesce(stored.first_seen_run, '{{ invocation_id }}') as first_seen_run,
        {%- else %}
        current_timestamp() as first_seen_at,
        '{{ invocation_id }}' as first_seen_run,
        {%- endif %}
        cast(null as timestamp) as released_at,
        cast(null as string) as released_run,
        judged._judgement_id
    from judged
    left join raw_records
        on judged.quarantine_id = raw_records.quarantine_id
    {%- if is_incremental() %}
    left join stored
        on judged.quarantine_id = stored.quarantine_id
    where
        judged._outcome = 'rejected'
        and not (
            coalesce(stored.status, '') = 'rejected'
            and stored.rules = judged.rules
            and stored.note <=> judged.note
        )
    {%- else %}
    where judged._outcome = 'rejected'
    {%- endif %}

),

{% if is_incremental() -%}
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
        '{{ invocation_id }}' as released_run,
        judged._judgement_id
    from stored
    inner join judged
        on stored.quarantine_id = judged.quarantine_id
    where
        stored.status = 'rejected'
        and judged._outcome <> 'rejected'

),

{% endif -%}
final as (

    select * from rejected
    {%- if is_incremental() %}
    union all
    select * from released
    {%- endif %}

)

select * from final
