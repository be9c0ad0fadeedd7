{# A row as delivered, for people who mend it (see _macros.yml). #}
{% macro raw_record(columns) -%}
    coalesce(_raw, to_json(struct({{ columns | join(', ') }})))
{%- endmacro %}
