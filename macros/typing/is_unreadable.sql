{# Whether a text says something but its typed value is missing (see _macros.yml). #}
{% macro is_unreadable(text, typed) -%}
    ({{ typed }} is null and {{ clean_value(text) }} is not null)
{%- endmacro %}
