{# How many files of what size the newest version of a Delta table has (see _macros.yml). #}
{% macro table_detail(relation) %}
    {% set row = run_query('describe detail ' ~ relation).rows[0] %}
    {{ return({'files': row['numFiles'] | int, 'bytes': row['sizeInBytes'] | int, 'location': row['location']}) }}
{% endmacro %}
