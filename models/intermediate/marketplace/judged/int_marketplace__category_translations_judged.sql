{%- set typed %}

    select
        {{ clean_key('product_category_name') }} as category_name,
        {{ clean_word('product_category_name_english') }} as category_name_english,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['category_name']) }}
