with

delivered as (

    select * from {{ ref('stg_atlon__customers') }}
    where _row_kind = 'row'

),

cleaned as (

    select
        {{ trimmed('customer_code') }} as customer_id,
        {{ filled('customer') }} as customer_name,
        {{ filled('market') }} as market,
        {{ filled('platform') }} as platform,
        {{ filled('channel') }} as channel,

        {{ raw_record(
            ['customer_code', 'customer', 'market', 'platform', 'channel']
        ) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

),

judged as (

    select
        *,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from cleaned

),

final as (

    select
        *,
        {{ latest_wins(['customer_id']) }} as _outcome
    from judged

)

select * from final
