{{ config(materialized='whole', incremental_strategy='insert_overwrite') }}
with

ledger as (

    select * from {{ ref('file_ledger') }}

),

judged as (

    {% for feed in feeds() %}
    select
        '{{ feed.feed }}' as feed,
        _file_id as file_id,
        _outcome,
        size(_warn_rules) > 0 as is_warned
    from {{ ref(feed.judged) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

outcomes as (

    select
        feed,
        file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(is_warned) as warned_row_count
    from judged
    group by feed, file_id

),

final as (

    select
        ledger.feed,
        ledger.file_id,
        ledger.file_path,
        ledger.file_modified_at,
        ledger.file_size_bytes,
        ledger.problem,

        ledger.landed_row_count,
        coalesce(outcomes.accepted_row_count, 0) as accepted_row_count,
        coalesce(outcomes.superseded_row_count, 0) as superseded_row_count,
        coalesce(outcomes.rejected_row_count, 0) as rejected_row_count,
        coalesce(outcomes.warned_row_count, 0) as warned_row_count,

        ledger.loaded_at
    from ledger
    left join outcomes
        on
            ledger.feed = outcomes.feed
            and ledger.file_id = outcomes.file_id

)

select * from final
