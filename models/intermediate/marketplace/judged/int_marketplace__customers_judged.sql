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

    select * from {{ ref('stg_marketplace__customers') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('customer_id') }} as customer_id,
        {{ filled('customer_unique_id') }} as customer_unique_id,
        {{ filled('customer_zip_code_prefix') }} as zip_code_prefix,
        {{ place_name('customer_city') }} as city,
        upper({{ filled('customer_state') }}) as state,

        {{ change_columns('customers') }}
    from delivered

),

{{ judge_changes(state, change_entities().customers) }}

select * from final
