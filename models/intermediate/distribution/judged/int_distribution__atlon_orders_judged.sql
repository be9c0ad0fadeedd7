{%- set typed %}

    select
        cast(null as string) as order_id,
        {{ parse_date(trimmed('date'), ['yyyy-MM-dd']) }} as order_date,
        cast(trunc(order_date, 'month') as date) as order_month,
        if(
            {{ is_number(trimmed('customer_code')) }}, {{ trimmed('customer_code') }}, '999999'
        ) as customer_id,
        {{ filled('product_code') }} as source_product_id,
        {{ filled('sold_quantity') }} as quantity_as_delivered,
        {{ whole_units('quantity_as_delivered') }} as quantity,

        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(
    typed,
    key=['order_date', 'customer_id', 'source_product_id'],
    content=['quantity'],
    look_up={
        'from': ref('int_distribution__product_ids'),
        'where': "company = 'atlon'",
        'by': 'source_product_id',
        'gives': ['product_id'],
    },
    statistics_on=['order_month'],
) }}
