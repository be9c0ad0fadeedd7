{# The technical columns that silver carries on from bronze (see _macros.yml). #}
{% macro lineage_columns() -%}
    _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
{%- endmacro %}
