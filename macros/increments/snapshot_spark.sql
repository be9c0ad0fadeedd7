{# dbt-spark's snapshot, but for snapshots of what has not changed (see _macros.yml). #}
{% materialization snapshot, adapter='spark' %}
    {{ return(build_if_changed(dbt.materialization_snapshot_spark)) }}
{% endmaterialization %}
