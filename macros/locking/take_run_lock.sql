{# Lets one run at a time build these schemas; any other ends here, and is told who is at work (see
   _macros.yml). #}
{% macro take_run_lock() %}
    {% if not execute or flags.WHICH not in ('build', 'run', 'seed', 'snapshot', 'retry') %}{{ return('') }}{% endif %}
    {% set lock = logs_schema() ~ '.run_lock' %}
    {% set engine = spark_application() %}
    {% set hours = env_var('RUN_LOCK_HOURS', '6') | int %}
    {% do run_query(
        "update " ~ lock ~ " set run_id = " ~ sql_literal(invocation_id)
        ~ ", command = " ~ sql_literal(invocation_args_dict.get('invocation_command') or 'dbt ' ~ flags.WHICH)
        ~ ", taken_by = " ~ (sql_literal(env_var('USER', '')) if env_var('USER', '') else 'current_user()')
        ~ ", engine = " ~ sql_literal(engine.id) ~ ", taken_at = current_timestamp()"
        ~ " where run_id is null or taken_at < current_timestamp() - interval " ~ hours ~ " hours"
        ~ (" or engine <> " ~ sql_literal(engine.id) if engine.is_alone else '')
    ) %}
    {% set holder = run_lock_holder() %}
    {% if holder.run_id != invocation_id %}
        {{ exceptions.raise_compiler_error(
            "Another run is at work here: `" ~ holder.command ~ "`, started by " ~ holder.taken_by ~ " at " ~ holder.taken_at
            ~ " (run " ~ holder.run_id ~ "). Nothing was built. Mend: wait until it has ended. If it was killed, release"
            ~ " what it holds: dbt run-operation break_run_lock. After " ~ hours
            ~ " hours (RUN_LOCK_HOURS) it no longer counts.") }}
    {% endif %}
{% endmacro %}
