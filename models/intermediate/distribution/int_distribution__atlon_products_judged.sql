with

delivered as (

    select * from {{ ref('stg_atlon__products') }}
    where _row_kind = 'row'

),

cleaned as (

    select
        {{ trimmed('product_code') }} as product_id,
        {{ filled('product') }} as product_name,
        {{ filled('division') }} as division,
        {{ filled('category') }} as category,
        {{ filled('variant') }} as variant,
        false as is_unidentified,

        {{ raw_record(
            ['product_code', 'division', 'category', 'product', 'variant']
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
        {{ latest_wins(['product_id']) }} as _outcome
    from judged

)

select * from final
