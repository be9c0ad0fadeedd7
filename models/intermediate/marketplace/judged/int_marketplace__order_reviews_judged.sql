{{
    config(
        incremental_strategy='merge',
        unique_key=['_file_id', '_line_number'],
        tblproperties=judged_properties(['_record_key', 'changed_at']),
    )
}}
{%- set state = judging_state() %}

with

delivered as (

    select * from {{ ref('stg_marketplace__order_reviews') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('review_id') }} as review_id,
        {{ filled('order_id') }} as order_id,
        if(
            {{ trimmed('review_score') }} rlike '^[1-5]$',
            try_cast({{ trimmed('review_score') }} as int),
            null
        ) as score,
        {{ filled('review_comment_title') }} as comment_title,
        {{ filled('review_comment_message') }} as comment_message,
        cast({{ local_time('review_creation_date') }} as date) as created_on,
        {{ sao_paulo_time('review_answer_timestamp') }} as answered_at,
        {{ is_unreadable('review_creation_date', 'created_on') }}
        or {{ is_unreadable('review_answer_timestamp', 'answered_at') }} as _is_time_unreadable,

        {{ change_columns('order_reviews') }}
    from delivered

),

{{ judge_changes(state, change_entities().order_reviews) }}

select * from final
