{%- set typed %}

    select
        {{ mended_code('brand_code', 'brand') }} as brand_code,
        {{ clean_word('brand_name') }} as brand_name,
        {{ mended_code('category_code', 'category') }} as category_code,

        {{ raw_record(['brand_code', 'brand_name', 'category_code']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['brand_code']) }}
