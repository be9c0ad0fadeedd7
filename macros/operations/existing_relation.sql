{# A relation of one of the project's schemas, or none where it is not built yet (see
   _macros.yml). #}
{% macro existing_relation(schema, identifier) %}
    {{ return(load_relation(api.Relation.create(
        database=(target.database if target.type == 'databricks' else none),
        schema=env_var('DBT_SCHEMA_PREFIX', '') ~ schema, identifier=identifier
    ))) }}
{% endmacro %}
