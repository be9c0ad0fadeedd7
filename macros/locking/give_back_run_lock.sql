{# Empties the run lock, if this run holds it (see _macros.yml). #}
{% macro give_back_run_lock() %}
    {% do run_query(
        "update " ~ logs_schema() ~ ".run_lock set run_id = null where run_id = " ~ sql_literal(invocation_id)
    ) %}
{% endmacro %}
