{{
    config(
        materialized='incremental',
        unique_key='quarantine_id',
        full_refresh=false,
    )
}}
{%- set news = newly_judged_feeds() %}

with

judged as (

    select
        cast(null as string) as quarantine_id,
        cast(null as string) as feed,
        cast(null as string) as file_path,
        cast(null as int) as line_number,
        cast(null as string) as rules,
        cast(null as string) as note,
        cast(null as string) as raw_record,
        cast(null as string) as _outcome,
        cast(null as bigint) as _judgement_id
    where false
    {%- for feed in judged_feeds() if feed.feed in news or not feed.is_incremental %}
    union all
    select
        concat_ws(':', '{{ feed.feed }}', _file_id, _line_number) as quarantine_id,
        '{{ feed.feed }}' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        {{ '_outcome_reason' if feed.is_incremental else 'null' }} as note,
        {{ 'null' if feed.is_incremental else '_raw_record' }} as raw_record,
        _outcome,
        {{ '_judgement_id' if feed.is_incremental else '0' }} as _judgement_id
    from {{ feed.judged }}
    {{ 'where _judgement_id > ' ~ news[feed.feed].since if feed.is_incremental }}
    {%- endfor %}

),

-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (

    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    {%- for feed in judged_feeds() if feed.feed in news and news[feed.feed].load_ids %}
    union all
    select
        concat_ws(':', '{{ feed.feed }}', _file_id, _line_number) as quarantine_id,
        {{ raw_record(feed_definition(*feed.feed.split('.')).columns) }} as raw_record
    from {{ feed.bronze }}
    where
        _row_kind = 'row'
        and _load_id in ({{ news[feed.feed].load_ids | join(', ') }})
    {%- endfor %}

),

stored as (

    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        cast(null as string) as quarantine_id,
        cast(null as string) as rules,
        cast(null as string) as note,
        cast(null as string) as raw_record,
        cast(null as string) as status,
        cast(null as timestamp) as first_seen_at,
        cast(null as string) as first_seen_run
    where false
    {%- endif %}

),

compared as (

    select
        judged.*,
        judged._outcome = 'rejected' as is_rejected,
        raw_records.raw_record as fetched_record,
        stored.status as stored_status,
        stored.rules as stored_rules,
        stored.note as stored_note,
        stored.raw_record as stored_record,
        stored.first_seen_at,
        stored.first_seen_run
    from judged
    left join raw_records
        on judged.quarantine_id = raw_records.quarantine_id
    left join stored
        on judged.quarantine_id = stored.quarantine_id

),

final as (

    select
        quarantine_id,
        feed,
        file_path,
        line_number,
        if(is_rejected, rules, stored_rules) as rules,
        if(is_rejected, note, stored_note) as note,
        if(is_rejected, coalesce(raw_record, fetched_record), stored_record) as raw_record,
        if(is_rejected, 'rejected', 'released') as status,
        coalesce(first_seen_at, current_timestamp()) as first_seen_at,
        coalesce(first_seen_run, '{{ invocation_id }}') as first_seen_run,
        if(is_rejected, null, current_timestamp()) as released_at,
        if(is_rejected, null, '{{ invocation_id }}') as released_run,
        _judgement_id
    from compared
    where
        (
            is_rejected
            and not (
                coalesce(stored_status, '') = 'rejected'
                and stored_rules = rules
                and stored_note <=> note
            )
        )
        or (not is_rejected and stored_status = 'rejected')

)

select * from final
