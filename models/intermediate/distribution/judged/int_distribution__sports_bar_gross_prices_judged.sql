{%- set typed %}

    with

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
            cast(trunc(delivered_month, 'month') as date) as price_month,
            {{ filled('gross_price') }} as price_as_delivered,
            try_cast({{ trimmed('gross_price') }} as decimal(18, 2)) as delivered_price_inr,
            abs(delivered_price_inr) as price_inr,

            {{ raw_record(['product_id', 'month', 'gross_price']) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered

    )

    select
        cleaned.*,
        coalesce(crosswalk.product_id, cleaned.source_product_id) as product_id
    from cleaned
    left join crosswalk
        on cleaned.source_product_id = crosswalk.source_product_id

{% endset %}

{{ judged_rows(typed, key=['product_id', 'price_month']) }}
