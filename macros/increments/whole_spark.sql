{# A table that is computed whole, when something that it reads has changed (see _macros.yml). #}
{% materialization whole, adapter='spark' %}
    {#- dbt-spark's own for tables drops, by a statement, what is not there -#}
    {{ return(build_if_changed(
        dbt.materialization_table_spark if load_relation(this) else dbt.materialization_incremental_spark
    )) }}
{% endmaterialization %}
