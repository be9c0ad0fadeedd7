{# The key of a record as delivered, trimmed, for a group by (see _macros.yml). #}
{% macro key_texts(entity) -%}
    {%- for name in entity.key %}{{ trimmed(name) }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}
