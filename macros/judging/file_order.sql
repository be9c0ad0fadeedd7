{# Total order of deliveries: file time, then name, so that ties cannot differ between runs (see
   _macros.yml). #}
{% macro file_order() -%}
    struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.(csv|jsonl|ndjson)(\\.gz)?$', ''),
            _file_path,
            _file_size
        )
{%- endmacro %}
