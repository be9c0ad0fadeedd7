{%- set typed %}

    select
        {{ filled('order_id') }} as order_id,
        {{ parse_date(
            trimmed("regexp_replace(order_placement_date, '^\\\\s*[A-Za-z]+,', '')"),
            ['MMMM dd, yyyy', 'yyyy/MM/dd', 'dd/MM/yyyy', 'dd-MM-yyyy'],
        ) }} as order_date,
        cast(trunc(order_date, 'month') as date) as order_month,
        if(
            {{ is_number(trimmed('customer_id')) }}, {{ trimmed('customer_id') }}, '999999'
        ) as customer_id,
        {{ filled('product_id') }} as source_product_id,
        {{ filled('order_qty') }} as quantity_as_delivered,
        {{ whole_units('quantity_as_delivered') }} as quantity,

        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(
    typed,
    key=['order_id', 'source_product_id'],
    content=['order_date', 'customer_id', 'quantity'],
    look_up={
        'from': ref('int_distribution__product_ids'),
        'where': "company = 'sports_bar'",
        'by': 'source_product_id',
        'gives': ['product_id'],
    },
    statistics_on=['order_month'],
) }}
