{# The table logs.restatements, made where it is not there yet (see _macros.yml). #}
{% macro restatements_table() %}
    {% set existing = existing_relation('logs', 'restatements') %}
    {% if not existing %}
        {% do run_query('create schema if not exists ' ~ logs_schema()) %}
        {% do run_query(
            'create table if not exists ' ~ logs_schema() ~ '.restatements (run_id string, run_before string, built_at timestamp,'
            ~ ' built_before_at timestamp, line_of_business string, month date, is_closed boolean, kpi string, unit string,'
            ~ ' value_before decimal(38, 2), value_after decimal(38, 2), cause string, detail string, feed string,'
            ~ ' part decimal(38, 2), row_count bigint, file_count bigint, files array<string>, first_lines array<string>,'
            ~ ' explained_at timestamp) using delta'
        ) %}
    {% endif %}
    {{ return(logs_schema() ~ '.restatements') }}
{% endmacro %}
