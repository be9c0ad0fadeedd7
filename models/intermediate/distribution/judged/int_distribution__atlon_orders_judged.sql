{%- set typed %}

    with

    cleaned as (

        select
            {{ visible_text('date') }} as date_text,
            {{ clean_key('customer_code') }} as delivered_customer_id,
            {{ clean_key('product_code') }} as source_product_id,
            nullif({{ visible_text('sold_quantity') }}, '') as quantity_as_delivered,

            {{ lineage_columns() }}
        from delivered

    )

    select
        cast(null as string) as order_id,
        {{ parse_date('date_text', ['yyyy-MM-dd']) }} as order_date,
        cast(trunc(order_date, 'month') as date) as order_month,
        -- a damaged number is kept, so that the line is rejected: it is a part of its key
        case
            when {{ is_number('delivered_customer_id') }} then delivered_customer_id
            when {{ is_damaged_key(['delivered_customer_id']) }} then delivered_customer_id
            else '999999'
        end as customer_id,
        source_product_id,
        quantity_as_delivered,
        {{ whole_units('quantity_as_delivered') }} as quantity,

        {{ lineage_columns() }}
    from cleaned

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
