{# Ends a run with what happened: as one JSON line in dbt's debug log, from which
   orchestration/pipeline prints the summary and writes target/run_summary.json, and in short for
   people who run dbt itself (see _macros.yml). #}
{% macro run_summary(results, details) %}
    {% if flags.WHICH not in ('build', 'run', 'test', 'retry') %}{{ return('') }}{% endif %}
    {% set counts = {'models': 0, 'unchanged': 0, 'seeds': 0, 'snapshots': 0, 'tests': 0, 'passed': 0, 'left_out': 0, 'warned': 0, 'failed': 0, 'skipped': 0} %}
    {% set summary = {'run_id': invocation_id, 'command': flags.WHICH, 'built': counts, 'rows': [], 'feeds': [],
                      'files_with_problems': [], 'reject_reasons': [], 'headline': {}, 'marketplace': {}, 'failures': [], 'warnings': [],
                      'folders_not_loaded': folders_not_loaded(), 'look_at': [],
                      'anomalies': none} %}
    {% set tried, built = [], [] %}
    {% for result in results %}
        {% set node, status = result.node, result.status | string %}
        {% set kind = {'model': 'models', 'seed': 'seeds', 'snapshot': 'snapshots'}.get(node.resource_type | string, 'tests') %}
        {% set key = kind %}
        {% if status == 'skipped' %}{% set key = 'skipped' %}
        {% elif status in ('error', 'fail', 'runtime error') %}
            {% set key = 'failed' %}
            {% do summary.failures.append({'node': node.name, 'message': (result.message or '') | string,
                'details': details.get(node.unique_id, ''), 'mend': mend_of(node)}) %}
        {% elif result.adapter_response.get('code') == 'LEFT_OUT' %}{% set key = 'left_out' %}
        {% elif kind == 'tests' %}
            {% set key = 'warned' if status == 'warn' else 'passed' %}
            {% if node.unique_id in details %}
                {% do summary.warnings.append({'node': node.name, 'details': details[node.unique_id], 'mend': mend_of(node)}) %}
            {% endif %}
        {% elif result.message == 'unchanged' %}{% set key = 'unchanged' %}
        {% endif %}
        {% do counts.update({key: counts[key] + 1}) %}
        {% do tried.append(node.name) %}
        {% if key in ('models', 'unchanged') %}{% do built.append(node.schema[env_var('DBT_SCHEMA_PREFIX', '') | length:] ~ '.' ~ node.alias) %}{% endif %}
    {% endfor %}

    {# a run of a few models says what those say: the accounting takes longer than most of them #}
    {% if 'row_accounting' in tried %}{% do summarize_feeds(summary) %}{% endif %}
    {% if 'anomalies' in tried %}{% do summarize_anomalies(summary) %}{% endif %}
    {% set quarantine = existing_relation('logs', 'quarantine') if 'quarantine' in tried %}
    {% if quarantine %}
        {% for row in run_query("select feed, rules, count(*) as row_count from " ~ quarantine
            ~ " where status = 'rejected' group by feed, rules order by row_count desc, feed, rules").rows %}
            {% do summary.reject_reasons.append({'feed': row['feed'], 'rules': row['rules'], 'rows': row['row_count'] | int}) %}
        {% endfor %}
    {% endif %}
    {% set numbers = existing_relation('logs', 'run_summary') if 'run_summary' in tried %}
    {% if numbers %}
        {% for row in run_query("select * from " ~ numbers ~ " order by line, position").rows %}
            {% set text = row['value'] | string if row['value'] is not none else '0' %}
            {% set value = text.rstrip('0').rstrip('.') if '.' in text else text %}
            {% do summary.rows.append({'line': row['line'], 'name': row['name'], 'label': row['label'], 'value': value,
                'unit': row['unit'], 'decimals': row['decimals'] | int, 'look_at': row['look_at']}) %}
            {% do summary[{'distribution': 'headline'}.get(row['line'], row['line'])].update({row['name']: value}) if row['line'] in ('distribution', 'marketplace') %}
            {% if row['look_at'] in built and row['look_at'] not in summary.look_at %}{% do summary.look_at.append(row['look_at']) %}{% endif %}
        {% endfor %}
    {% endif %}
    {% for name in ('logs.row_accounting', 'logs.quarantine') if name in built %}{% do summary.look_at.append(name) %}{% endfor %}
    {% if summary.anomalies %}{% do summary.look_at.append('logs.anomalies') %}{% endif %}
    {% do log('RUN_SUMMARY ' ~ tojson(summary), info=false) %}
    {% do print_summary(summary) %}
{% endmacro %}
