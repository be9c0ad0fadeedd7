{{
    config(
        meta={
            'mend': 'Build the judged model of the entity again with --full-refresh, and report how it came to that.',
        },
    )
}}

-- One current version per living record, none of a deleted one; each version ends where the next
-- one begins, and holds for some time.
with

versions as (

    {%- for feed in feeds('marketplace') %}
    select
        '{{ feed.table }}' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from {{ ref('int_marketplace__' ~ feed.table ~ '_history') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

followed as (

    select
        *,
        row_number() over record_versions = 1 as is_earliest,
        lead(valid_from) over record_versions as next_from
    from versions
    window record_versions as (partition by entity, _record_key order by valid_from)

)

select
    *,
    case
        when not valid_to <=> next_from then 'does not end where the next version begins'
        when valid_from >= valid_to then 'holds for no time'
        when is_current <> (next_from is null and not is_deleted)
            then 'is current although it is not the last, or is deleted; or the other way round'
        when is_first_version <> is_earliest then 'is not the first version'
    end as problem
from followed
where
    not valid_to <=> next_from
    or valid_from >= valid_to
    or is_current <> (next_from is null and not is_deleted)
    or is_first_version <> is_earliest
