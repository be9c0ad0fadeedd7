{# Whether a line, in lower case, holds the name of every required column (see _macros.yml). #}
{% macro names_every_column(line, feed) -%}
    {%- for name in feed.required %}
    {%- set names = [name | lower] -%}
    {%- for other, column in feed.also_called.items() if column == name %}{% do names.append(other) %}{% endfor -%}
    ({% for each in names %}contains({{ line }}, {{ sql_literal(each) }}){{ ' or ' if not loop.last }}{% endfor %})
    {{- ' and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
