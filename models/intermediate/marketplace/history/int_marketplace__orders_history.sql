{%- set entity = change_entities().orders %}

with

versions as (

    select * from {{ ref('int_marketplace__orders_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
