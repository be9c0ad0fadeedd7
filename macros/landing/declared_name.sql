{# What the feed card calls a delivered column; another name counts only where the declared one is not
   delivered too (see _macros.yml). #}
{% macro declared_name(name, names, feed) -%}
    {%- if not feed.also_called -%}
    {{ name }}
    {%- else -%}
    case
        {%- for other, column in feed.also_called.items() %}
        when {{ name }} = {{ sql_literal(other) }}
            and not exists({{ names }}, each -> lower({{ trimmed("coalesce(each, '')") }}) = {{ sql_literal(column | lower) }})
            then {{ sql_literal(column | lower) }}
        {%- endfor %}
        else {{ name }}
    end
    {%- endif -%}
{%- endmacro %}
