{# Where a number comes from, as one value: feed, record, file and line (see _macros.yml). #}
{% macro line_struct(delivered) -%}
    if({{ delivered }}.file_id is null, null, struct(
            {{ delivered }}.feed, {{ delivered }}.record, {{ delivered }}.file_id, {{ delivered }}.file_path,
            {{ delivered }}.line_number, {{ delivered }}.arrived_at, {{ delivered }}.is_deletion
        ))
{%- endmacro %}
