{# dbt's test, but for tests of what has not changed (see _macros.yml). #}
{% materialization test, adapter='spark' %}
    {{ return(ask_if_changed()) }}
{% endmaterialization %}
