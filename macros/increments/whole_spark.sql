{# A table that is computed whole, when something that it reads has changed (see _macros.yml). #}
{% materialization whole, adapter='spark' %}
    {{ return(build_if_changed(dbt.materialization_incremental_spark)) }}
{% endmaterialization %}
