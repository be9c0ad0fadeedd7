{# Query of what each delivered line of a line of business brought to the published months at a time
   (see _macros.yml). #}
{% macro contributions_of(line, delivered, time) -%}
    {{ restated_lines()[line].contributions(delivered, time) }}
{%- endmacro %}
