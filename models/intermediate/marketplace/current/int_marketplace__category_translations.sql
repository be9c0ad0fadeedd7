{%- set entity = change_entities().category_translations %}

with

versions as (

    select * from {{ ref('int_marketplace__category_translations_history') }}
    where is_current

),

final as (

    select
        {{ (entity.key + entity.attributes) | join(',\n        ') }},
        valid_from
    from versions

)

select * from final
