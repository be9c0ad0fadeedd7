{# When the newest file of a feed was written, for `dbt source freshness` (see _macros.yml). #}
{% macro newest_file_query(source_name, table_name) %}
    select max(_file_modified_at)
    from ({{ landed_files() }}) as files
    where startswith(_file_path, {{ sql_literal(feed_definition(source_name, table_name).path ~ '/') }})
{% endmacro %}
