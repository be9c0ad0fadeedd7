with

delivered as (

    select * from {{ ref('stg_atlon__gross_prices') }}
    where _row_kind = 'row'

),

cleaned as (

    select
        {{ trimmed('product_code') }} as product_id,
        make_date(
            if(
                {{ trimmed('year') }} rlike '^(19|20|21)[0-9]{2}$|^2200$',
                try_cast({{ trimmed('year') }} as int),
                null
            ),
            1,
            1
        ) as price_month,
        try_cast({{ trimmed('price_inr') }} as decimal(18, 2)) as delivered_price_inr,

        {{ raw_record(['product_code', 'price_inr', 'year']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

),

judged as (

    select
        *,
        abs(delivered_price_inr) as price_inr,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from cleaned

),

final as (

    select
        *,
        {{ latest_wins(['product_id', 'price_month']) }} as _outcome
    from judged

)

select * from final
