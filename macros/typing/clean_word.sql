{# A delivered word or name, clean; null where it says nothing (see _macros.yml). #}
{% macro clean_word(text) -%}
    nullif(regexp_replace({{ clean_text(text) }}, '{{ says_nothing() }}', ''), '')
{%- endmacro %}
