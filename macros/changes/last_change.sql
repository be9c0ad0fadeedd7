{# Expression of what the last change of a record in bronze says, by the order of changes (see
   _macros.yml). #}
{% macro last_change(columns) -%}
    max_by(
            struct(upper(coalesce(op, 'I')) as op, {{ columns | join(', ') }}),
            struct(
                coalesce(
                    try_cast(replace(replace({{ trimmed('op_at') }}, 'T', ' '), 'Z', '') as timestamp),
                    _file_modified_at
                ),
                coalesce(try_cast({{ trimmed('op_sequence') }} as bigint), 0),
                {{ file_order() }},
                _line_number
            )
        )
{%- endmacro %}
