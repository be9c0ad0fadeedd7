{%- set entity = change_entities().products %}

with

versions as (

    select * from {{ ref('int_marketplace__products_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
