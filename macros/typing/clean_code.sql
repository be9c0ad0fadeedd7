{# A short code, upper case, its ASCII letters and digits only; null where nothing is left (see
   _macros.yml). #}
{% macro clean_code(text) -%}
    nullif(regexp_replace(upper({{ clean_key(text) }}), '[^A-Z0-9]', ''), '')
{%- endmacro %}
