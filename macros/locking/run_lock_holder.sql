{# Who holds the run lock: run_id (none when it is free), command, taken_by, taken_at (see
   _macros.yml). #}
{% macro run_lock_holder() %}
    {% set row = run_query(
        "select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()),"
        ~ " 'yyyy-MM-dd HH:mm:ss'), ' UTC') from " ~ logs_schema() ~ ".run_lock"
    ).rows[0] %}
    {{ return({'run_id': row[0], 'command': row[1], 'taken_by': row[2], 'taken_at': row[3]}) }}
{% endmacro %}
