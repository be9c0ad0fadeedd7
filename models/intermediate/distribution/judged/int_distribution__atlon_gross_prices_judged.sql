{%- set typed %}

    select
        {{ clean_key('product_code') }} as product_id,
        make_date(
            try_cast(
                regexp_extract(
                    {{ visible_text('year') }}, '^((19|20|21)[0-9]{2}|2200)([.]0*)?$', 1
                ) as int
            ),
            1,
            1
        ) as price_month,
        nullif({{ visible_text('price_inr') }}, '') as price_as_delivered,
        {{ exact_money('price_as_delivered') }} as delivered_price_inr,
        abs(delivered_price_inr) as price_inr,

        {{ raw_record(['product_code', 'price_inr', 'year']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id', 'price_month']) }}
