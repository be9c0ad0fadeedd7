{# dbt-databricks' incremental, but for tables that have nothing to add (see _macros.yml). #}
{% materialization incremental, adapter='databricks', supported_languages=['sql', 'python'] %}
    {{ return(build_what_is_new(dbt.materialization_incremental_databricks)) }}
{% endmaterialization %}
