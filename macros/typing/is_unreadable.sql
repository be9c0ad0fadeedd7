{# Whether a text is there but its typed value is not (see _macros.yml). #}
{% macro is_unreadable(text, typed) -%}
    (coalesce({{ trimmed(text) }}, '') <> '' and {{ typed }} is null)
{%- endmacro %}
