{%- set typed %}

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
        {{ filled('price_inr') }} as price_as_delivered,
        try_cast({{ trimmed('price_inr') }} as decimal(18, 2)) as delivered_price_inr,
        abs(delivered_price_inr) as price_inr,

        {{ raw_record(['product_code', 'price_inr', 'year']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id', 'price_month']) }}
