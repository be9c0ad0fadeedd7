{# Says which files, rows, records, days and tables a backfill concerns (see _macros.yml). #}
{% macro say_what_is_backfilled(files) %}
    {% set feed = files.feed %}
    {% do print('  ' ~ feed.feed ~ ': ' ~ files.ids | length ~ ' files, ' ~ '{:,}'.format(files.rows) ~ ' rows') %}
    {% for path in files.paths[:20] %}
        {% do print('    ' ~ path ~ (' (not in the landing root any more)' if path in files.gone else '')) %}
    {% endfor %}
    {% if files.paths | length > 20 %}{% do print('    and ' ~ (files.paths | length - 20) ~ ' more') %}{% endif %}
    {% if files.judged %}
        {% set key = judged_key(feed.kind) if feed.is_incremental else 'struct(_file_id, _line_number)' %}
        {% set days = 'cast(' ~ files.date ~ ' as date)' if files.date else 'cast(null as date)' %}
        {% set row = run_query(
            'select count(distinct ' ~ key ~ '), count(distinct ' ~ days ~ '), min(' ~ days ~ '), max(' ~ days ~ ') from ' ~ files.judged
            ~ ' where _file_id in (' ~ files.ids | join(', ') ~ ')'
        ).rows[0] %}
        {% do print('    groups: ' ~ '{:,}'.format(row[0]) ~ ' records'
            ~ (', ' ~ row[1] ~ ' business days, ' ~ row[2] ~ ' to ' ~ row[3] if row[1] else '')) %}
        {% do print('    judged again as a whole: ' ~ files.judged) %}
    {% endif %}

    {% set found = {'model.' ~ project_name ~ '.' ~ feed.judged: true} %}
    {% set tables = [] %}
    {#- no way down is longer than there are layers of models -#}
    {% for _ in range(20) %}
        {% for id, node in graph.nodes.items() if node.resource_type in ('model', 'snapshot') and id not in found %}
            {% if node.depends_on.nodes | select('in', found) | list %}
                {% do found.update({id: true}) %}
                {% if node.config.materialized != 'view' %}{% do tables.append(node.name) %}{% endif %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% do print('    tables behind it: ' ~ tables | unique | sort | join(', ')) %}
{% endmacro %}
