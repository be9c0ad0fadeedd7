{# The files of a table that VACUUM would delete, counted and weighed (see _macros.yml). #}
{% macro unused_files(relation, location, retention_hours) %}
    {% set found = run_query('vacuum ' ~ relation ~ ' retain ' ~ retention_hours ~ ' hours dry run').columns[0].values() %}
    {% if not found %}{{ return({'files': 0, 'bytes': 0}) }}{% endif %}
    {# Unity Catalog lets nobody list the folders of the tables that it manages #}
    {% if '/__unitystorage/' in location %}{{ return({'files': found | length, 'bytes': 0}) }}{% endif %}
    {% set names = [] %}
    {% for path in found %}{% do names.append(sql_literal(path.split('/')[-1])) %}{% endfor %}
    {% set row = run_query(
        "select count(*), coalesce(sum(_metadata.file_size), 0) from binaryFile.`" ~ location ~ "`"
        ~ " where array_contains(array(" ~ names | join(', ') ~ "), _metadata.file_name)"
    ).rows[0] %}
    {{ return({'files': row[0] | int, 'bytes': row[1] | int}) }}
{% endmacro %}
