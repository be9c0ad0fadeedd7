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

    select * from {{ ref('stg_marketplace__sellers') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('seller_id') }} as seller_id,
        {{ filled('seller_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('seller_city') }} as city,
        upper({{ filled('seller_state') }}) as state,

        {{ change_columns('sellers') }}
    from delivered

),

{{ judge_changes(state, change_entities().sellers) }}

select * from final
