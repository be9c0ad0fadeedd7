{%- set typed %}

    with

    crosswalk as (

        select
            {{ clean_key('source_product_id') }} as source_product_id,
            {{ clean_key('product_id') }} as product_id
        from {{ ref('product_crosswalk') }}
        where company = 'sports_bar'

    ),

    divisions as (

        select
            lower({{ clean_word('category') }}) as category,
            division
        from {{ ref('product_divisions') }}
        where company = 'sports_bar'

    ),

    words as (

        select collect_list(struct({{ clean_word('misspelt') }} as misspelt, correct)) as corrections
        from {{ ref('product_words') }}
        where {{ clean_word('misspelt') }} is not null

    ),

    cleaned as (

        select
            {{ clean_key('delivered.product_id') }} as source_product_id,
            {{ correct_words(clean_word('product_name'), 'words.corrections') }} as full_name,
            initcap({{ correct_words(clean_word('category'), 'words.corrections') }}) as category,

            {{ raw_record(['product_name', 'product_id', 'category']) }} as _raw_record,
            {{ lineage_columns() }}
        from delivered
        cross join words

    ),

    identified as (

        select
            cleaned.*,
            coalesce(crosswalk.product_id, cleaned.source_product_id) as crossed_product_id,
            nullif(
                trim(regexp_replace(cleaned.full_name, '\\s*\\([^()]*\\)\\s*$', '')), ''
            ) as product_name,
            nullif(trim(regexp_extract(cleaned.full_name, '\\(([^()]*)\\)\\s*$', 1)), '') as variant,
            coalesce(divisions.division, 'Other') as division
        from cleaned
        left join crosswalk
            on cleaned.source_product_id = crosswalk.source_product_id
        left join divisions
            on lower(cleaned.category) = divisions.category

    )

    select
        *,
        -- an id that is not a number stands for no product that can be ordered
        if({{ is_number('crossed_product_id') }}, crossed_product_id, '999999') as product_id,
        product_id = '999999' as is_unidentified
    from identified

{% endset %}

{{ judged_rows(typed, key=['product_id']) }}
