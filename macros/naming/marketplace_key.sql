{# Surrogate key of something of the marketplace (see _macros.yml). #}
{% macro marketplace_key(columns) -%}
    {{ dbt_utils.generate_surrogate_key(["'marketplace'"] + columns) }}
{%- endmacro %}
