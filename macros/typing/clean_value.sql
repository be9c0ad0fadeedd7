{# The text of a number, a date or a time, clean; null where it says nothing (see _macros.yml). #}
{% macro clean_value(text) -%}
    nullif(regexp_replace({{ visible_text(text) }}, '{{ says_nothing() }}', ''), '')
{%- endmacro %}
