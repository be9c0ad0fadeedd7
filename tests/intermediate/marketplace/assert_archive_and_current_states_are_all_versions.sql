{{
    config(
        meta={
            'mend': 'A view of the entity leaves versions out or shows them twice: compare its code with that of the '
            ~ 'other entities.',
        },
    )
}}

-- As many versions as the two hold together: none is in neither, or in both.
with

versions as (

    {%- for feed in feeds('marketplace') %}
    select
        '{{ feed.table }}' as entity,
        count(*) as version_count
    from {{ ref(feed.judged) }}
    where _outcome = 'accepted'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

current_states as (

    {%- for feed in feeds('marketplace') %}
    select
        '{{ feed.table }}' as entity,
        count(*) as current_count
    from {{ ref('int_marketplace__' ~ feed.table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

archived as (

    select
        entity,
        count(*) as archived_count
    from {{ ref('int_marketplace__history_archive') }}
    group by entity

)

select
    versions.entity,
    versions.version_count,
    current_states.current_count,
    coalesce(archived.archived_count, 0) as archived_count
from versions
inner join current_states
    on versions.entity = current_states.entity
left join archived
    on versions.entity = archived.entity
where versions.version_count <> current_states.current_count + coalesce(archived.archived_count, 0)
