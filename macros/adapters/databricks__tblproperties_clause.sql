{# dbt-databricks' own: there the project's macro for Spark must not win (see _macros.yml). #}
{% macro databricks__tblproperties_clause(tblproperties=none) %}
    {{ return(dbt.databricks__tblproperties_clause(tblproperties)) }}
{% endmacro %}
