{# A name of a city with capital initials, null where it is missing (see _macros.yml). #}
{% macro place_name(text) -%}
    initcap({{ clean_word(text) }})
{%- endmacro %}
