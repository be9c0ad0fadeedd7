{%- set typed %}

    select
        {{ clean_key('product_code') }} as product_id,
        {{ clean_word('product') }} as product_name,
        {{ clean_word('division') }} as division,
        {{ clean_word('category') }} as category,
        {{ clean_word('variant') }} as variant,
        false as is_unidentified,

        {{ raw_record(
            ['product_code', 'division', 'category', 'product', 'variant']
        ) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
