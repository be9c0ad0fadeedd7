{# Gate of a feed: its files can be read, each of their rows has one outcome, and not too many of
   them are rejected (see _macros.yml). #}
{% test feed_may_be_promoted(model, feed) %}
{%- do config(meta={
    'mend': 'Mend what logs.quarantine shows of the file and deliver it again under the same name, or name it in '
    ~ 'seeds/acknowledged_files.csv, or raise the limit in seeds/reject_limits.csv.',
}) %}
{%- set bronze = feeds(built_only=false) | selectattr('feed', 'equalto', feed) | map(attribute='bronze') | first %}

with

-- The ledger counts the text's lines in a pass of its own.
files as (

    select
        _file_id,
        _load_id,
        _file_path,
        _file_modified_at,
        _file_row_count,
        _file_problem,
        row_number() over (
            partition by _file_path order by _file_modified_at desc, _file_size desc
        ) = 1 as is_newest_delivery
    from {{ ref(bronze) }}
    where _row_kind = 'file'

),

outcomes as (

    select
        _file_id,
        count(*) as row_count,
        count_if(_outcome in ('accepted', 'superseded', 'rejected')) as judged_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        mode(array_join(_reject_rules, ', ')) filter (
            where _outcome = 'rejected'
        ) as most_frequent_rules
    from {{ model }}
    group by _file_id

),

accounted as (

    select
        files.*,
        coalesce(files._file_row_count, 0) as landed_row_count,
        coalesce(outcomes.row_count, 0) as row_count,
        coalesce(outcomes.judged_row_count, 0) as judged_row_count,
        coalesce(outcomes.rejected_row_count, 0) as rejected_row_count,
        outcomes.most_frequent_rules
    from files
    full outer join outcomes
        on files._file_id = outcomes._file_id

),

tolerated as (

    select
        accounted.*,
        -- a feed that reject_limits does not name has the limit of clean data
        coalesce(limits.max_reject_share, 0.05) as max_reject_share,
        coalesce(limits.min_rows, 20) as min_rows,
        accounted.is_newest_delivery and acknowledged.file_path is null as is_gated
    from accounted
    left join {{ ref('reject_limits') }} as limits
        on limits.feed = '{{ feed }}'
    left join {{ ref('acknowledged_files') }} as acknowledged
        on
            accounted._file_path = acknowledged.file_path
            and (
                acknowledged.acknowledged_on is null
                or accounted._file_modified_at < date_add(acknowledged.acknowledged_on, 1)
            )

),

-- Files too small for a share of their own are held to the limit together, load by load; too few rows
-- even so stop a feed when most of them are rejected, and more than min_rows of them may.
shared as (

    select
        *,
        landed_row_count < min_rows as is_small,
        sum(landed_row_count) over (partition by pool) as pool_row_count,
        sum(rejected_row_count) over (partition by pool) as pool_rejected_row_count
    from (
        select
            *,
            case
                when not is_gated then null
                when landed_row_count < min_rows then concat('load ', _load_id)
                else concat('file ', _file_id)
            end as pool
        from tolerated
    )

),

judged as (

    select
        *,
        case
            when landed_row_count <> judged_row_count or judged_row_count <> row_count
                then concat(
                    landed_row_count, ' rows landed, ', judged_row_count, ' of ', row_count,
                    ' have an outcome'
                )
            when
                is_gated
                and _file_problem not in ('empty file', '{{ no_delivery() }}')
                then _file_problem
            when
                is_gated
                and rejected_row_count > 0
                and pool_rejected_row_count > if(
                    pool_row_count < min_rows,
                    greatest(max_reject_share * min_rows, pool_row_count / 2),
                    max_reject_share * pool_row_count
                )
                then concat(
                    rejected_row_count, ' of ', landed_row_count, ' rows rejected, ',
                    if(
                        is_small,
                        concat(
                            pool_rejected_row_count, ' of ', pool_row_count,
                            ' in the small files of this load, '
                        ),
                        ''
                    ),
                    'the limit is ', max_reject_share, '; most of them: ', most_frequent_rules
                )
        end as problem
    from shared

)

select
    _file_path as file_path,
    problem,
    case
        when problem like '%rows landed%'
            then 'build this model again with --full-refresh; if that does not help, the loading '
            || 'of this file is wrong'
        else 'mend what logs.quarantine shows of this file and deliver it again under the same '
            || 'name, or name it in seeds/acknowledged_files.csv, or raise the limit of rejects '
            || 'in seeds/reject_limits.csv'
    end as mend
from judged
where problem is not null

{% endtest %}
