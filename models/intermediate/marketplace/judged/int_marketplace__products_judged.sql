{%- set numbers = {
    'name_length': 'product_name_lenght',
    'description_length': 'product_description_lenght',
    'photo_count': 'product_photos_qty',
    'weight_g': 'product_weight_g',
    'length_cm': 'product_length_cm',
    'height_cm': 'product_height_cm',
    'width_cm': 'product_width_cm',
} %}
{%- set typed %}

    select
        {{ clean_key('product_id') }} as product_id,
        {{ clean_key('product_category_name') }} as category_name,
        {%- for name, text in numbers.items() %}
        {{ plain_number(text) }} as {{ name }},
        {%- endfor %}
        {% for name, text in numbers.items() -%}
        {{ 'or ' if not loop.first }}{{ is_unreadable(text, name) }}
        {% endfor -%}
            as _is_number_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
