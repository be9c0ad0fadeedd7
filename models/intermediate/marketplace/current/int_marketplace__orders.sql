{%- set entity = change_entities().orders %}

with

versions as (

    select * from {{ ref('int_marketplace__orders_history') }}
    where is_current

),

final as (

    select
        {{ (entity.key + entity.attributes) | join(',\n        ') }},
        valid_from
    from versions

)

select * from final
