{%- set entity = change_entities().order_items %}

with

versions as (

    select * from {{ ref('int_marketplace__order_items_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
