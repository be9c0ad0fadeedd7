{# dbt-spark's view, but for views of what has not changed (see _macros.yml). #}
{% materialization view, adapter='spark' %}
    {{ return(build_if_changed(dbt.materialization_view_spark)) }}
{% endmaterialization %}
