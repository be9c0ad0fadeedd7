{# External tables over the feed's folder: its lines, and its files without their contents (see _macros.yml).
   Setting the location again makes Spark list the folder again, and follows a changed LANDING_ROOT. #}
{% macro open_landing_tables(lines, files, location) %}
    {% for relation, columns, format in [(lines, '(value string)', 'text'), (files, '', 'binaryFile')] %}
        {% do run_query(
            "create table if not exists " ~ relation ~ " " ~ columns ~ " using " ~ format
            ~ " options (recursiveFileLookup 'true') location " ~ sql_literal(location)
        ) %}
        {% do run_query("alter table " ~ relation ~ " set location " ~ sql_literal(location)) %}
    {% endfor %}
{% endmacro %}
