{# Whether a version of a history held at a time, the condition of as-of joins (see _macros.yml). #}
{% macro held_at(version, time) -%}
    (
            not {{ version }}.is_deleted
            and {{ version }}.valid_from <= {{ time }}
            and coalesce({{ version }}.valid_to > {{ time }}, true)
        )
{%- endmacro %}
