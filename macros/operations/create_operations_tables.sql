{% macro create_operations_tables() %}select 1{% endmacro %}
