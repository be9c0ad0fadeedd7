{# Appends what the run did to logs.run_log and what failed to logs.etl_errors, then shows the
   summary. A log that cannot be written fails the run aloud (see _macros.yml). #}
{% macro record_run(results) %}
    {% if not execute or not results %}{{ return('') }}{% endif %}
    {% set finished_at = "timestamp'" ~ modules.datetime.datetime.utcnow().strftime('%Y-%m-%d %H:%M:%S') ~ "'" %}
    {% set row_counts = built_row_counts(results) %}

    {% set questions = graph.get('questions', {}) %}
    {% set rows = [] %}
    {% set errors = [] %}
    {% set details = {} %}
    {% for result in results %}
        {% set node = result.node %}
        {% do rows.append('(' ~ [
            sql_literal(invocation_id), sql_literal(flags.WHICH), sql_literal(node.name),
            sql_literal(node.resource_type), sql_literal(node.schema or ''),
            sql_literal('left out' if result.adapter_response.get('code') == 'LEFT_OUT' else result.status),
            'cast(' ~ row_counts.get(node.unique_id, 'null') ~ ' as bigint)',
            'cast(' ~ result.execution_time ~ ' as double)', finished_at,
            sql_literal(questions[node.unique_id]) if node.unique_id in questions else 'cast(null as string)',
        ] | join(', ') ~ ')') %}
        {#- a warning says in which rows only where its test wants that -#}
        {% if result.status == 'warn' and node.config.meta.get('shows_rows') %}
            {% do details.update({node.unique_id: failing_rows(node)}) %}
        {% endif %}
        {% if result.status in ('error', 'fail') %}
            {% do details.update({node.unique_id: failing_rows(node) if result.status == 'fail' else ''}) %}
            {% do errors.append('(' ~ [
                sql_literal(invocation_id), sql_literal(node.name), sql_literal(node.original_file_path),
                sql_literal(result.status), sql_literal((result.message or '')[:2000]),
                sql_literal(details[node.unique_id][:4000]),
                sql_literal(mend_of(node)), finished_at,
            ] | join(', ') ~ ')') %}
        {% endif %}
    {% endfor %}

    {% for each in folders_not_loaded() %}
        {% do rows.append('(' ~ [
            sql_literal(invocation_id), sql_literal(flags.WHICH), sql_literal(each.folder), "'folder'", "'landing'",
            sql_literal(each.reason), 'cast(' ~ each.get('file_count', 'null') ~ ' as bigint)', 'cast(null as double)', finished_at,
            'cast(null as string)',
        ] | join(', ') ~ ')') %}
    {% endfor %}

    {% set took = (modules.datetime.datetime.utcnow() - run_started_at.replace(tzinfo=none)).total_seconds() %}
    {% do rows.append('(' ~ [
        sql_literal(invocation_id), sql_literal(flags.WHICH), "'run'", "'run'", "''",
        "'error'" if errors else "'success'", 'cast(null as bigint)', 'cast(' ~ took ~ ' as double)', finished_at,
        'cast(null as string)',
    ] | join(', ') ~ ')') %}

    {% do run_query("insert into " ~ logs_schema() ~ ".run_log values " ~ rows | join(', ')) %}
    {% if errors %}
        {% do run_query("insert into " ~ logs_schema() ~ ".etl_errors values " ~ errors | join(', ')) %}
    {% endif %}
    {% do run_summary(results, details) %}
{% endmacro %}
