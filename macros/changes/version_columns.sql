{# The columns of a history: the record, when the version held, why it left and where it came from
   (see _macros.yml). #}
{% macro version_columns(entity) -%}
    {{ (entity.key + entity.attributes) | join(',\n        ') }},
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version,
        left_reason,
        left_file_path,
        left_line_number,

        _record_key,
        _file_path,
        _line_number,
        _judgement_id
{%- endmacro %}
