{# Listed files as rows of a query (see _macros.yml). #}
{% macro listed_files(files) -%}
    select inline(from_json({{ sql_literal(tojson(files)) }}, '
        array<struct<
            _file_uri string, _file_path string, _file_modified_at timestamp, _file_size bigint, _file_id bigint
        >>'
    ))
{%- endmacro %}
