{# dbt-databricks' incremental, but for tables whose inputs are as they were (see _macros.yml). #}
{% materialization incremental, adapter='databricks', supported_languages=['sql', 'python'] %}
    {{ return(build_if_changed(dbt.materialization_incremental_databricks)) }}
{% endmaterialization %}
