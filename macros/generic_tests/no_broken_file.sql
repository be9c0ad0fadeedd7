{# Gate of a feed: no file waits for a corrected delivery or an acknowledgement (see
   _macros.yml). #}
{% test no_broken_file(model, acknowledged_files) %}

with

newest_deliveries as (

    select
        _file_path,
        max_by(_file_problem, struct(_file_modified_at, _file_size)) as problem
    from {{ model }}
    where _row_kind = 'file'
    group by _file_path

)

select
    newest_deliveries._file_path as file_path,
    newest_deliveries.problem,
    'deliver the file again, corrected, under the same name, or name it in '
    || 'seeds/acknowledged_files.csv' as mend
from newest_deliveries
left anti join {{ acknowledged_files }} as acknowledged
    on newest_deliveries._file_path = acknowledged.file_path
where newest_deliveries.problem <> 'empty file'

{% endtest %}
