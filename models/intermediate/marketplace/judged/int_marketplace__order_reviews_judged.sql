{%- set typed %}

    select
        {{ clean_key('review_id') }} as review_id,
        {{ clean_key('order_id') }} as order_id,
        try_cast(
            regexp_extract({{ visible_text('review_score') }}, '^[1-5]$', 0) as int
        ) as score,
        {{ filled('review_comment_title') }} as comment_title,
        {{ filled('review_comment_message') }} as comment_message,
        cast({{ local_time('review_creation_date') }} as date) as created_on,
        {{ sao_paulo_time('review_answer_timestamp') }} as answered_at,
        {{ is_unreadable('review_creation_date', 'created_on') }}
        or {{ is_unreadable('review_answer_timestamp', 'answered_at') }} as _is_time_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['review_id', 'order_id']) }}
