{# The columns and types that a model declares, as text; empty where it declares no type (see
   _macros.yml). #}
{% macro promised_types(node) %}
    {% set promised = [] %}
    {% for column in node.columns.values() if column.data_type %}
        {% do promised.append((column.name ~ ' ' ~ column.data_type) | lower) %}
    {% endfor %}
    {{ return(promised | sort | join(', ')) }}
{% endmacro %}
