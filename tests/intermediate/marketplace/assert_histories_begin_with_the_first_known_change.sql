{{
    config(
        meta={
            'mend': 'Build the judged model of the entity again with --full-refresh, and report how it came to that.',
        },
    )
}}

-- From the changes that broke no rule, whatever became of them; the history itself is not asked.
with

changes as (

    {%- for feed in feeds('marketplace') %}
    select
        '{{ feed.table }}' as entity,
        _record_key,
        changed_at,
        _outcome,
        is_first_version
    from {{ ref(feed.judged) }}
    where _outcome <> 'rejected'
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

records as (

    select
        entity,
        _record_key,
        min(changed_at) as first_changed_at,
        min(changed_at) filter (where _outcome = 'accepted' and is_first_version) as begins_at,
        count_if(_outcome = 'accepted' and is_first_version) as beginning_count
    from changes
    group by entity, _record_key

)

select *
from records
where
    beginning_count <> 1
    or not begins_at <=> first_changed_at
