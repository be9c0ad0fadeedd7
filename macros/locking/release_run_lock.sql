{# Gives the run lock back, if this run holds it (see _macros.yml). #}
{% macro release_run_lock() %}
    {% if execute and flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'retry') %}
        {% do run_query(
            "update " ~ logs_schema() ~ ".run_lock set run_id = null where run_id = " ~ sql_literal(invocation_id)
        ) %}
    {% endif %}
{% endmacro %}
