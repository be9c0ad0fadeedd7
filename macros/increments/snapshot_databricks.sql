{# dbt-databricks' snapshot, but for snapshots of what has not changed (see _macros.yml). #}
{% materialization snapshot, adapter='databricks' %}
    {{ return(build_if_changed(dbt.materialization_snapshot_databricks)) }}
{% endmaterialization %}
