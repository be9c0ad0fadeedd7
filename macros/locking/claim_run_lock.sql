{# Puts this run's name into the run lock, where it is free, and says who holds it (see _macros.yml). #}
{% macro claim_run_lock(command, engine, free) %}
    {% do run_query(
        "update " ~ logs_schema() ~ ".run_lock set run_id = " ~ sql_literal(invocation_id)
        ~ ", command = " ~ sql_literal(command)
        ~ ", taken_by = " ~ (sql_literal(env_var('USER', '')) if env_var('USER', '') else 'current_user()')
        ~ ", engine = " ~ sql_literal(engine) ~ ", taken_at = current_timestamp()"
        ~ " where " ~ free
    ) %}
    {{ return(run_lock_holder()) }}
{% endmacro %}
