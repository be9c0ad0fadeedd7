{# A number without sign, null where the text is none (see _macros.yml). #}
{% macro plain_number(text) -%}
    if({{ trimmed(text) }} rlike '^[0-9]+([.][0-9]+)?$', try_cast({{ trimmed(text) }} as double), null)
{%- endmacro %}
