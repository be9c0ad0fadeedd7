{%- set entity = change_entities().customers %}

with

versions as (

    select * from {{ ref('int_marketplace__customers_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
