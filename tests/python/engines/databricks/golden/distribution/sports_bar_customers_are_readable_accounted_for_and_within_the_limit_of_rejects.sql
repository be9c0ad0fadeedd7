-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
-- The ledger counts the text's lines in a pass of its own.
files as (
    select
        _file_id,
        _file_path,
        _file_modified_at,
        _file_row_count,
        _file_problem,
        row_number() over (
            partition by _file_path order by _file_modified_at desc, _file_size desc
        ) = 1 as is_newest_delivery
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
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
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
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
        limits.max_reject_share,
        limits.min_rows,
        accounted.is_newest_delivery and acknowledged.file_path is null as is_gated
    from accounted
    left join `ecommerce_catalog`.`reference`.`reject_limits` as limits
        on limits.feed = 'sports_bar.customers'
    left join `ecommerce_catalog`.`reference`.`acknowledged_files` as acknowledged
        on
            accounted._file_path = acknowledged.file_path
            and (
                acknowledged.acknowledged_on is null
                or accounted._file_modified_at < date_add(acknowledged.acknowledged_on, 1)
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
            when is_gated and _file_problem <> 'empty file' then _file_problem
            when
                is_gated
                and landed_row_count >= min_rows
                and rejected_row_count > max_reject_share * landed_row_count
                then concat(
                    rejected_row_count, ' of ', landed_row_count, ' rows rejected, the limit is ',
                    max_reject_share, '; most of them: ', most_frequent_rules
                )
        end as problem
    from tolerated
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
    ) dbt_internal_test
;

