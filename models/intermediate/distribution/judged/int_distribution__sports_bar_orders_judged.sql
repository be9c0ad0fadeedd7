{%- set typed %}

    with

    cleaned as (

        select
            {{ clean_key('order_id') }} as order_id,
            {{ visible_text('order_placement_date') }} as date_text,
            {{ clean_key('customer_id') }} as customer_id,
            {{ clean_key('product_id') }} as source_product_id,
            nullif({{ visible_text('order_qty') }}, '') as quantity_as_delivered,

            {{ lineage_columns() }}
        from delivered

    )

    select
        order_id,
        {{ parse_date(
            "regexp_replace(date_text, '^[A-Za-z]+, ?', '')",
            ['MMMM dd, yyyy', 'yyyy/MM/dd', 'dd/MM/yyyy', 'dd-MM-yyyy'],
        ) }} as written_date,
        {{ on_its_weekday('date_text', 'written_date') }} as order_date,
        cast(trunc(order_date, 'month') as date) as order_month,
        if({{ is_number('customer_id') }}, customer_id, '999999') as customer_id,
        source_product_id,
        quantity_as_delivered,
        {{ whole_units('quantity_as_delivered') }} as quantity,

        {{ lineage_columns() }}
    from cleaned

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
