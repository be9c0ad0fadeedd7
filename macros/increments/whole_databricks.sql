{# A table that is computed whole, when something that it reads has changed (see _macros.yml). #}
{% materialization whole, adapter='databricks', supported_languages=['sql', 'python'] %}
    {{ return(build_if_changed(dbt.materialization_incremental_databricks)) }}
{% endmaterialization %}
