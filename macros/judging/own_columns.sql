{# The columns of a judged model that its YAML lists, which are all but the technical ones (see
   _macros.yml). #}
{% macro own_columns() %}
    {{ return(model.columns.keys() | list) }}
{% endmacro %}
