{# Deletes the files that no version within the retention needs (see _macros.yml). #}
{% macro vacuum(table=none, dry_run=true, retention_hours=168, shorter_than_a_week=false) %}
    {% if retention_hours is not number or retention_hours < 0 %}
        {{ exceptions.raise_compiler_error("retention_hours is '" ~ retention_hours ~ "'. Give a number of hours, 168 or more.") }}
    {% elif retention_hours < 168 and not shorter_than_a_week %}
        {{ exceptions.raise_compiler_error(
            "retention_hours is " ~ retention_hours ~ ", less than a week. Runs that still read, time travel and restore need the"
            ~ " files that this deletes. If nothing else uses the tables now, say so: --args '{retention_hours: "
            ~ retention_hours ~ ", shorter_than_a_week: true}'"
        ) }}
    {% endif %}
    {% set tables = maintained_tables(table) %}
    {% if retention_hours < 168 %}{% do run_query('set spark.databricks.delta.retentionDurationCheck.enabled = false') %}{% endif %}
    {% do print(
        'Vacuum, ' ~ ('dry run: nothing is deleted' if dry_run else 'files are deleted') ~ '; versions of the last '
        ~ retention_hours ~ ' hours stay readable'
    ) %}
    {% set total = {'files': 0, 'bytes': 0} %}
    {% for each in tables %}
        {% set detail = table_detail(each.relation) %}
        {% set unused = unused_files(each.relation, detail.location, retention_hours) %}
        {% if unused.files and not dry_run %}
            {% do run_query('vacuum ' ~ each.relation ~ ' retain ' ~ retention_hours ~ ' hours') %}
        {% endif %}
        {% do total.update({'files': total.files + unused.files, 'bytes': total.bytes + unused.bytes}) %}
        {% do print(
            '  ' ~ each.schema ~ '.' ~ each.identifier ~ ': ' ~ detail.files ~ ' files, ' ~ readable_bytes(detail.bytes) ~ ' in use; '
            ~ (unused.files ~ ' files, ' ~ readable_bytes(unused.bytes) ~ (' would go' if dry_run else ' deleted')
                if unused.files else 'nothing to delete')
        ) %}
    {% endfor %}
    {% if retention_hours < 168 %}{% do run_query('set spark.databricks.delta.retentionDurationCheck.enabled = true') %}{% endif %}
    {% do print(
        tables | length ~ ' tables; ' ~ total.files ~ ' files, ' ~ readable_bytes(total.bytes)
        ~ (" would go. To do it: --args '{dry_run: false}'" if dry_run else ' deleted')
    ) %}
{% endmacro %}
