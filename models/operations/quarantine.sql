{{ config(materialized='incremental', unique_key='quarantine_id', full_refresh=false) }}
{%- set increments, pictures = {}, {} %}
{#- every feed is a parent, also in runs that find nothing new of it -#}
{%- for feed in feeds() %}{% do ref(feed.bronze) %}{% endfor %}
{%- for feed in feeds() if feed.is_incremental %}{% do increments.update({feed.feed: ref(feed.judged)}) %}{% endfor %}
{%- for feed in feeds() if not feed.is_incremental %}{% do pictures.update({feed.feed: ref(feed.judged)}) %}{% endfor %}
{%- set news = since_last_run(increments, pictures) %}
{#- every table in the query costs: those without news are left out -#}
{%- set new = [] %}
{%- for feed in feeds() if news[feed.feed].is_new %}{% do new.append(feed) %}{% endfor %}
{%- set new = new or feeds() %}

with

judged as (

    {%- for feed in new %}
    select
        concat_ws(':', '{{ feed.feed }}', _file_id, _line_number) as quarantine_id,
        '{{ feed.feed }}' as feed,
        _file_path as file_path,
        _line_number as line_number,
        array_join(_reject_rules, ', ') as rules,
        _outcome_reason as note,
        {{ 'cast(null as string)' if feed.is_incremental else '_raw_record' }} as raw_record,
        _outcome,
        {{ '_judgement_id' if feed.is_incremental else 'cast(0 as bigint)' }} as _judgement_id
    from {{ ref(feed.judged) }}
    {{ 'where _judgement_id > ' ~ news[feed.feed].since if feed.is_incremental }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- Incremental feeds leave the rows as delivered in bronze; they are fetched for new rejects only.
raw_records as (

    {{ records_of_new_rejects(news) }}

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
        stored.status as stored_status,
        stored.rules as stored_rules,
        stored.note as stored_note,
        stored.raw_record as stored_record,
        stored.first_seen_at,
        stored.first_seen_run
    from judged
    left join stored
        on judged.quarantine_id = stored.quarantine_id

),

changed as (

    select * from compared
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

),

final as (

    select
        changed.quarantine_id,
        changed.feed,
        changed.file_path,
        changed.line_number,
        if(changed.is_rejected, changed.rules, changed.stored_rules) as rules,
        if(changed.is_rejected, changed.note, changed.stored_note) as note,
        if(
            changed.is_rejected,
            coalesce(changed.raw_record, raw_records.raw_record),
            changed.stored_record
        ) as raw_record,
        if(changed.is_rejected, 'rejected', 'released') as status,
        coalesce(changed.first_seen_at, current_timestamp()) as first_seen_at,
        coalesce(changed.first_seen_run, '{{ invocation_id }}') as first_seen_run,
        if(changed.is_rejected, null, current_timestamp()) as released_at,
        if(changed.is_rejected, null, '{{ invocation_id }}') as released_run,
        changed._judgement_id
    from changed
    left join raw_records
        on changed.quarantine_id = raw_records.quarantine_id

)

select * from final
