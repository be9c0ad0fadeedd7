{%- set typed %}

    select
        {{ trimmed('product_code') }} as product_id,
        {{ filled('product') }} as product_name,
        {{ filled('division') }} as division,
        {{ filled('category') }} as category,
        {{ filled('variant') }} as variant,
        false as is_unidentified,

        {{ raw_record(
            ['product_code', 'division', 'category', 'product', 'variant']
        ) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
