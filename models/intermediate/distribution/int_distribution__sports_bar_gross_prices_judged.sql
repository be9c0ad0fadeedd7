with

delivered as (

    select * from {{ ref('stg_sports_bar__gross_prices') }}
    where _row_kind = 'row'

),

crosswalk as (

    select * from {{ ref('product_crosswalk') }}
    where company = 'sports_bar'

),

cleaned as (

    select
        {{ trimmed('product_id') }} as source_product_id,
        {{ parse_date(
            trimmed('month'),
            ['yyyy/MM/dd', 'dd/MM/yyyy', 'yyyy-MM-dd', 'dd-MM-yyyy'],
        ) }} as delivered_month,
        try_cast({{ trimmed('gross_price') }} as decimal(18, 2)) as delivered_price_inr,

        {{ raw_record(['product_id', 'month', 'gross_price']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

),

identified as (

    select
        cleaned.*,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id

),

judged as (

    select
        *,
        cast(trunc(delivered_month, 'month') as date) as price_month,
        abs(delivered_price_inr) as price_inr,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from identified

),

final as (

    select
        *,
        {{ latest_wins(['product_id', 'price_month']) }} as _outcome
    from judged

)

select * from final
