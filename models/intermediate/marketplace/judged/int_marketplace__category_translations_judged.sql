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

    select * from {{ ref('stg_marketplace__category_translations') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('product_category_name') }} as category_name,
        {{ filled('product_category_name_english') }} as category_name_english,

        {{ change_columns('category_translations') }}
    from delivered

),

{{ judge_changes(state, change_entities().category_translations) }}

select * from final
