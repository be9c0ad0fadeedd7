{# Appends what the run did to logs.run_log and what failed to logs.etl_errors, then shows the summary. A log that
   cannot be written is said aloud and does not undo the run (see _macros.yml). #}
{% macro record_run(results) %}
    {% if not execute or not results %}{{ return('') }}{% endif %}
    {% set finished_at = "timestamp'" ~ modules.datetime.datetime.utcnow().strftime('%Y-%m-%d %H:%M:%S') ~ "'" %}

    {% set rows = [] %}
    {% for result in results %}
        {% set node = result.node %}
        {% do rows.append(
            "('" ~ invocation_id ~ "', '" ~ flags.WHICH ~ "', " ~ sql_literal(node.name) ~ ", '" ~ node.resource_type ~ "', "
            ~ sql_literal(node.schema or '') ~ ", '" ~ result.status ~ "', cast(null as bigint), cast("
            ~ result.execution_time ~ " as double), " ~ finished_at ~ ")"
        ) %}
    {% endfor %}
    {% do run_query("insert into " ~ logs_schema() ~ ".run_log values " ~ rows | join(', ')) %}

    {% set errors = [] %}
    {% for result in results if result.status in ('error', 'fail') %}
        {% set node = result.node %}
        {% set details = failing_rows(node) if result.status == 'fail' else '' %}
        {% set mend = node.config.meta.get('mend', '') or 'see the message; then `dbt retry` or the same command again' %}
        {% do errors.append(
            "('" ~ invocation_id ~ "', " ~ sql_literal(node.name) ~ ", '" ~ result.status ~ "', "
            ~ sql_literal((result.message or '')[:2000]) ~ ", " ~ sql_literal(details[:4000]) ~ ", " ~ sql_literal(mend) ~ ", "
            ~ finished_at ~ ")"
        ) %}
    {% endfor %}
    {% if errors %}
        {% do run_query("insert into " ~ logs_schema() ~ ".etl_errors values " ~ errors | join(', ')) %}
    {% endif %}
    {% do run_summary(results) %}
{% endmacro %}
