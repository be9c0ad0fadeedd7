{%- set entity = change_entities().category_translations %}

with

versions as (

    select * from {{ ref('int_marketplace__category_translations_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
