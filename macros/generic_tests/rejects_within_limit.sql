{# Gate of a feed: no file has a larger share of rejected rows than reject_limits.csv allows (see
   _macros.yml). #}
{% test rejects_within_limit(model, feed, limits, acknowledged_files) %}

with

newest_deliveries as (

    select
        _file_path,
        max(_file_modified_at) as _file_modified_at
    from {{ model }}
    where _row_status <> 'no_header'
    group by _file_path

),

shares as (

    select
        judged._file_path as file_path,
        count(*) as landed_row_count,
        count_if(judged._outcome = 'rejected') as rejected_row_count,
        count_if(judged._outcome = 'rejected') / count(*) as reject_share,
        mode(array_join(judged._reject_rules, ', ')) filter (
            where judged._outcome = 'rejected'
        ) as most_frequent_rules
    from {{ model }} as judged
    inner join newest_deliveries
        on
            judged._file_path = newest_deliveries._file_path
            and judged._file_modified_at = newest_deliveries._file_modified_at
    where judged._row_status <> 'no_header'
    group by judged._file_path

)

select
    shares.*,
    limits.max_reject_share,
    'mend what logs.quarantine shows of this file and deliver it again under the same name, or '
    || 'name it in seeds/acknowledged_files.csv, or raise the limit in seeds/reject_limits.csv'
        as mend
from shares
inner join {{ limits }} as limits
    on limits.feed = '{{ feed }}'
left anti join {{ acknowledged_files }} as acknowledged
    on shares.file_path = acknowledged.file_path
where
    shares.reject_share > limits.max_reject_share
    and shares.landed_row_count >= limits.min_rows

{% endtest %}
