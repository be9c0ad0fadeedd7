{# The tables that every run appends to. They live outside of the models, so that no refresh empties
   them (see _macros.yml). #}
{% macro create_operations_tables() %}
    {% if execute and flags.WHICH in ('build', 'run', 'test', 'seed', 'snapshot', 'retry') %}
        {% set logs = logs_schema() %}
        {# once, here: feeds that create it side by side lose the race loudly #}
        {% do run_query("create schema if not exists " ~ logs | replace('logs', 'landing')) %}
        {% set definitions = {
            'run_log': "(run_id string, command string, node string, resource_type string, layer string, status string,"
                ~ " row_count bigint, seconds double, finished_at timestamp, question string) using delta",
            'etl_errors': "(run_id string, node string, defined_in string, status string, message string, details string,"
                ~ " mend string, failed_at timestamp) using delta",
            'run_lock': "using delta as select cast(null as string) as run_id, cast(null as string) as command,"
                ~ " cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at",
        } %}
        {% for name, definition in definitions.items() if not existing_relation('logs', name) %}
            {% if loop.first %}{% do run_query("create schema if not exists " ~ logs) %}{% endif %}
            {#- table and first row in one commit: the row of the lock is updated, never inserted -#}
            {% do run_query("create table if not exists " ~ logs ~ "." ~ name ~ " " ~ definition) %}
        {% endfor %}
        {#- a table of an earlier version lacks what came later -#}
        {% set run_log = existing_relation('logs', 'run_log') %}
        {% if run_log and 'question' not in adapter.get_columns_in_relation(run_log) | map(attribute='name') %}
            {% do run_query("alter table " ~ run_log ~ " add columns (question string)") %}
        {% endif %}
    {% endif %}
{% endmacro %}
