{# The schema of the operations tables, with the catalog where the engine has one (see
   _macros.yml). #}
{% macro logs_schema() %}
    {% set schema = env_var('DBT_SCHEMA_PREFIX', '') ~ 'logs' %}
    {{ return(target.database ~ '.' ~ schema if target.type == 'databricks' else schema) }}
{% endmacro %}
