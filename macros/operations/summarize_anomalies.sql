{# Adds the anomalies of the newest days to a summary, if somebody asks for them (see _macros.yml). #}
{% macro summarize_anomalies(summary) %}
    {% set anomalies = existing_relation('logs', 'anomalies') %}
    {% if not anomalies or env_var('ASK_ANOMALIES', '') in ('', '0') %}{{ return('') }}{% endif %}
    {% set query %}
        select
            cast(day as string) as day,
            subject,
            metric,
            cast(found as string) as found,
            cast(expected_low as string) as expected_low,
            cast(expected_high as string) as expected_high,
            severity,
            reason,
            to_json(files) as files
        from {{ anomalies }}
        where is_recent
        order by severity, day desc, subject, metric
    {% endset %}
    {% do summary.update({'anomalies': []}) %}
    {% for row in run_query(query).rows %}
        {% set each = {'files': fromjson(row['files'])} %}
        {% for name in ['day', 'subject', 'metric', 'severity', 'reason'] %}{% do each.update({name: row[name]}) %}{% endfor %}
        {% for name in ['found', 'expected_low', 'expected_high'] %}{% do each.update({name: row[name] | float}) %}{% endfor %}
        {% do summary.anomalies.append(each) %}
    {% endfor %}
{% endmacro %}
