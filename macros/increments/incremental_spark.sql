{# dbt-spark's incremental, but for tables that have nothing to add (see _macros.yml). #}
{% materialization incremental, adapter='spark' %}
    {{ return(build_what_is_new(dbt.materialization_incremental_spark)) }}
{% endmaterialization %}
