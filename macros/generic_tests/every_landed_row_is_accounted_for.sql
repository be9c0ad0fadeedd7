{# Per file: rows landed = accepted + superseded + rejected. The landed count comes from the ledger,
   which counts the text's lines in a pass of its own (see _macros.yml). #}
{% test every_landed_row_is_accounted_for(model, landed) %}

with

landed as (

    select
        _file_id,
        _file_path,
        sum(_file_row_count) as landed_row_count
    from {{ landed }}
    where _row_kind = 'file'
    group by _file_id, _file_path

),

outcomes as (

    select
        _file_id,
        count_if(_outcome in ('accepted', 'superseded', 'rejected')) as judged_row_count,
        count(*) as row_count
    from {{ model }}
    group by _file_id

)

select
    landed._file_path as file_path,
    landed.landed_row_count,
    outcomes.judged_row_count,
    'build this model again with --full-refresh; if that does not help, the loading of this file '
    || 'is wrong' as mend
from landed
full outer join outcomes
    on landed._file_id = outcomes._file_id
where
    not coalesce(landed.landed_row_count, 0) <=> coalesce(outcomes.judged_row_count, 0)
    or coalesce(outcomes.judged_row_count, 0) <> coalesce(outcomes.row_count, 0)

{% endtest %}
