{# A name of a city with capital initials and single spaces, null where it is missing (see
   _macros.yml). #}
{% macro place_name(text) -%}
    nullif(initcap(regexp_replace({{ trimmed(text) }}, '\\s+', ' ')), '')
{%- endmacro %}
