{%- set typed %}

    with

    crosswalk as (

        select
            {{ clean_key('source_product_id') }} as source_product_id,
            {{ clean_key('product_id') }} as product_id
        from {{ ref('product_crosswalk') }}
        where company = 'sports_bar'

    ),

    cleaned as (

        select
            {{ clean_key('product_id') }} as source_product_id,
            {{ visible_text('month') }} as month_text,
            nullif({{ visible_text('gross_price') }}, '') as price_as_delivered,

            {{ raw_record(['product_id', 'month', 'gross_price']) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered

    )

    select
        cleaned.* except (month_text),
        {{ parse_date(
            'month_text',
            ['yyyy/MM/dd', 'dd/MM/yyyy', 'yyyy-MM-dd', 'dd-MM-yyyy'],
        ) }} as delivered_month,
        cast(trunc(delivered_month, 'month') as date) as price_month,
        {{ exact_money('price_as_delivered') }} as delivered_price_inr,
        abs(delivered_price_inr) as price_inr,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id

{% endset %}

{{ judged_rows(typed, key=['product_id', 'price_month']) }}
