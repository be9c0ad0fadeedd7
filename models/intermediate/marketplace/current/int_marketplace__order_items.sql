{%- set entity = change_entities().order_items %}

with

versions as (

    select * from {{ ref('int_marketplace__order_items_history') }}
    where is_current

),

final as (

    select
        {{ (entity.key + entity.attributes) | join(',\n        ') }},
        valid_from
    from versions

)

select * from final
