{%- set typed %}

    select
        {{ mended_code('category_code', 'category') }} as category_code,
        {{ clean_word('category_name') }} as category_name,

        {{ raw_record(['category_code', 'category_name']) }} as _raw_record,
        {{ lineage_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['category_code']) }}
