{# Shows what some runs changed, month by month with causes (see _macros.yml). #}
{% macro print_restatements(table, runs, all_months) %}
    {% if not runs %}
        {% do print('Nothing to explain: no run has built the published months again since the last one that was explained.'
            ~ ' What was explained is in ' ~ table ~ '.') %}
        {{ return('') }}
    {% endif %}
    {% for run in runs %}
        {% set rows = run_query(
            'select *, to_json(files) as file_names from ' ~ table ~ ' where run_id = ' ~ sql_literal(run)
            ~ ('' if all_months else ' and is_closed') ~ ' order by line_of_business, month, kpi, cause, feed, detail'
        ).rows %}
        {% do print('Run ' ~ run ~ (': nothing changed in a month that was closed.' if not rows else '')) %}
        {% set last = namespace(cell='') %}
        {% for row in rows %}
            {% set cell = [row['line_of_business'], (row['month'] | string)[:7] if row['month'] else 'without a month', row['kpi']] | join(' ') %}
            {% if cell != last.cell %}
                {% set change = row['value_after'] - row['value_before'] %}
                {% do print('  ' ~ cell ~ ': ' ~ ('{:,} -> {:,} {} ({:+,})').format(
                    row['value_before'], row['value_after'], row['unit'], change)) %}
            {% endif %}
            {% set last.cell = cell %}
            {% set files = fromjson(row['file_names']) %}
            {% do print('    ' ~ '{:>+20,}'.format(row['part']) ~ '  ' ~ row['cause'] ~ (' (' ~ row['detail'] ~ ')' if row['detail'] else '')
                ~ (': ' ~ row['feed'] ~ ', ' ~ row['row_count'] ~ ' rows of ' ~ row['file_count'] ~ ' files, '
                    ~ files[:3] | join(', ') ~ (' ...' if row['file_count'] > 3 else '') if files else '')) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
