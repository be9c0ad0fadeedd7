-- noqa: disable=LT02
{%- set columns = [
    'product_id', 'sku', 'category_code', 'brand_code', 'color', 'size', 'material', 'weight_grams', 'length_cm', 'width_cm',
    'height_cm', 'rating_count',
] %}
{%- set lengths = ['length_cm', 'width_cm', 'height_cm'] %}
{%- set weight = '^([0-9.,]+) ?([A-Za-z]*)$' %}
{%- set units = spellings('webshop_weight_units', 'unit', 'grams') %}
{%- set materials = spellings('webshop_materials', 'raw_material', 'material') %}
{%- set typed %}

    with

    cleaned as (

        select
            {{ clean_key('product_id') }} as product_id,
            {{ mended_code('category_code', 'category') }} as category_code,
            {{ mended_code('brand_code', 'brand') }} as brand_code,
            {%- for name in ['sku', 'color', 'size', 'material', 'weight_grams', 'rating_count'] + lengths %}
            {{ clean_word(name) }} as {{ name }},
            {%- endfor %}

            {{ raw_record(columns) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered

    ),

    numbers as (

        select
            *,
            {{ meaning_of('material', materials) }} as mended_material,
            {%- for name in lengths %}
            {{ number_text(name) }} as {{ name }}_text,
            {%- endfor %}
            {{ number_text("regexp_extract(weight_grams, '" ~ weight ~ "', 1)") }} as weight_text,
            if(weight_grams rlike '[A-Za-z]', lower(regexp_extract(weight_grams, '{{ weight }}', 2)), 'g') as unit,
            {{ number_text('rating_count') }} as rating_text
        from cleaned

    ),

    measures as (

        select
            * except (weight_grams, length_cm, width_cm, height_cm, rating_count, material),
            coalesce(mended_material, material) as material,
            mended_material is not null as is_material_misspelt,
            {%- for name in lengths %}
            {{ exact_decimal("regexp_replace(" ~ name ~ "_text, '^-.*', '')", 10, 2) }} as {{ name }},
            {%- endfor %}
            cast(
                {{ exact_decimal('weight_text', 10, 3) }} * cast({{ meaning_of('unit', units) }} as decimal(7, 0))
                as decimal(20, 3)
            ) as weight_grams,
            cast({{ exact_decimal('rating_text', 9, 0) }} as int) as signed_rating_count,
            rating_count is not null as has_ratings,
            {% for name in lengths -%}
            {{ name }} is not null as has_{{ name }},
            {% endfor -%}
            weight_grams is not null as has_weight_grams
        from numbers

    )

    select
        product_id,
        sku,
        category_code,
        brand_code,
        color,
        size,
        material,
        is_material_misspelt,

        weight_grams,
        {%- for name in lengths %}
        {{ name }},
        {%- endfor %}
        abs(signed_rating_count) as rating_count,
        coalesce(signed_rating_count < 0, false) as is_rating_count_negative,
        has_ratings and signed_rating_count is null as is_rating_count_unreadable,
        {% for name in lengths -%}
        (has_{{ name }} and {{ name }} is null)
        or {% endfor -%}
        (has_weight_grams and weight_grams is null) as is_measure_missing,

        _raw_record,
        {{ lineage_columns() }}
    from measures

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
