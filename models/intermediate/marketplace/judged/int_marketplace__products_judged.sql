{%- set typed %}

    select
        {{ clean_key('product_id') }} as product_id,
        {{ clean_key('product_category_name') }} as category_name,
        {{ plain_number('product_name_lenght') }} as name_length,
        {{ plain_number('product_description_lenght') }} as description_length,
        {{ plain_number('product_photos_qty') }} as photo_count,
        {{ plain_number('product_weight_g') }} as weight_g,
        {{ plain_number('product_length_cm') }} as length_cm,
        {{ plain_number('product_height_cm') }} as height_cm,
        {{ plain_number('product_width_cm') }} as width_cm,
        {{ is_unreadable('product_name_lenght', 'name_length') }}
        or {{ is_unreadable('product_description_lenght', 'description_length') }}
        or {{ is_unreadable('product_photos_qty', 'photo_count') }}
        or {{ is_unreadable('product_weight_g', 'weight_g') }}
        or {{ is_unreadable('product_length_cm', 'length_cm') }}
        or {{ is_unreadable('product_height_cm', 'height_cm') }}
        or {{ is_unreadable('product_width_cm', 'width_cm') }}
            as _is_number_unreadable,

        {{ change_columns() }}
    from delivered

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
