{# In what a built model differs from its declared columns and types; an empty list where in nothing (see
   _macros.yml). #}
{% macro contract_problems(node, found) %}
    {% set declared = {} %}
    {% for name, column in node.columns.items() %}
        {% do declared.update({name | lower: (column.data_type or '') | lower | replace(' ', '')}) %}
    {% endfor %}
    {% set problems = [] %}
    {% for name, type in declared.items() %}
        {% if name not in found %}{% do problems.append(name ~ ' is declared and not there') %}
        {% elif not type %}{% do problems.append(name ~ ' has no declared type') %}
        {% elif found[name] != type %}{% do problems.append(name ~ ' is ' ~ found[name] ~ ' and declared ' ~ type) %}
        {% endif %}
    {% endfor %}
    {% for name in found if name not in declared %}{% do problems.append(name ~ ' is there and not declared') %}{% endfor %}
    {{ return(problems) }}
{% endmacro %}
