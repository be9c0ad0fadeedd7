{# Lets one run at a time build these schemas; any other ends here, and is told who is at work (see
   _macros.yml). #}
{% macro take_run_lock() %}
    {% if not execute or flags.WHICH not in ('build', 'run', 'seed', 'snapshot', 'retry') %}{{ return('') }}{% endif %}
    {% set engine = spark_application() %}
    {% set hours = env_var('RUN_LOCK_HOURS', '6') | int %}
    {% set holder = claim_run_lock(
        invocation_args_dict.get('invocation_command') or 'dbt ' ~ flags.WHICH, engine.id,
        "run_id is null or taken_at < current_timestamp() - interval " ~ hours ~ " hours"
        ~ (" or engine <> " ~ sql_literal(engine.id) if engine.is_alone else '')
    ) %}
    {% if holder.run_id != invocation_id %}
        {{ exceptions.raise_compiler_error(
            "Another run is at work here: `" ~ holder.command ~ "`, started by " ~ holder.taken_by ~ " at " ~ holder.taken_at
            ~ " (run " ~ holder.run_id ~ "). Nothing was built. Mend: wait until it has ended. If it was killed, release"
            ~ " what it holds: dbt run-operation break_run_lock. After " ~ hours
            ~ " hours (RUN_LOCK_HOURS) it no longer counts.") }}
    {% endif %}
{% endmacro %}
