{# dbt-spark's incremental, but for tables whose inputs are as they were (see _macros.yml). #}
{% materialization incremental, adapter='spark' %}
    {{ return(build_if_changed(dbt.materialization_incremental_spark)) }}
{% endmaterialization %}
