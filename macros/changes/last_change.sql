{# Expression of what the last change of a record in bronze says, by the order of changes (see
   _macros.yml). #}
{% macro last_change(columns) -%}
    max_by(
            struct(
                upper(coalesce({{ visible_text('op') }}, 'I')) as op, {{ columns | join(', ') }}
            ),
            struct(
                coalesce({{ utc_time('op_at') }}, _file_modified_at),
                coalesce({{ sequence_of('op_sequence') }}, 0),
                {{ file_order() }},
                _line_number
            )
        )
{%- endmacro %}
