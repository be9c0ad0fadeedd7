{%- set entity = change_entities().order_reviews %}

with

versions as (

    select * from {{ ref('int_marketplace__order_reviews_judged') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ version_columns(entity) }}
    from versions

)

select * from final
