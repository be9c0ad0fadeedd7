{# Merges the small files of the tables that grow with every run (see _macros.yml). #}
{% macro optimize_tables(table=none, dry_run=true) %}
    {% set tables = maintained_tables(table, is_growing=true) %}
    {% if table is not none and not tables %}
        {{ exceptions.raise_compiler_error(
            table ~ " is written whole: it has no small files to merge. `vacuum` removes what earlier runs left."
        ) }}
    {% endif %}
    {% do print('Optimize, ' ~ ('dry run: nothing is changed' if dry_run else 'small files are merged')) %}
    {% set total = {'files': 0, 'bytes': 0} %}
    {% for each in tables %}
        {% set before = table_detail(each.relation) %}
        {% set small = small_files(each.relation) %}
        {% set order = ', ordered by ' ~ each.optimize_by | join(', ') if each.optimize_by else '' %}
        {% if small.files == 0 %}
            {% set what = 'nothing to merge' %}
        {% elif dry_run %}
            {% set what = small.files ~ ' small files (' ~ readable_bytes(small.bytes) ~ ') would be merged' ~ order %}
        {% else %}
            {% do run_query(
                'optimize ' ~ each.relation ~ (' zorder by (' ~ each.optimize_by | join(', ') ~ ')' if each.optimize_by else '')
            ) %}
            {% set after = table_detail(each.relation) %}
            {% set what = 'now ' ~ after.files ~ ' files, ' ~ readable_bytes(after.bytes) ~ order %}
        {% endif %}
        {% do total.update({'files': total.files + small.files, 'bytes': total.bytes + small.bytes}) %}
        {% do print(
            '  ' ~ each.schema ~ '.' ~ each.identifier ~ ': ' ~ before.files ~ ' files, ' ~ readable_bytes(before.bytes) ~ '; ' ~ what
        ) %}
    {% endfor %}
    {% do print(
        tables | length ~ ' tables; ' ~ total.files ~ ' small files (' ~ readable_bytes(total.bytes) ~ ') '
        ~ ("would be merged. To do it: --args '{dry_run: false}'" if dry_run else 'were merged; vacuum removes them')
    ) %}
{% endmacro %}
