{# Surrogate key of something of the web shop (see _macros.yml). #}
{% macro webshop_key(columns) -%}
    {{ dbt_utils.generate_surrogate_key(["'webshop'"] + columns) }}
{%- endmacro %}
