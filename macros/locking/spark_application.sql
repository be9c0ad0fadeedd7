{# The Spark application that answers: its id, and whether it is dbt's own process, alone on
   its metastore (see
   _macros.yml). #}
{% macro spark_application() %}
    {% if target.type == 'databricks' %}{{ return({'id': '', 'is_alone': false}) }}{% endif %}
    {{ return({
        'id': run_query("set spark.app.id").rows[0][1],
        'is_alone': run_query("set spark.lakehouse.metastore").rows[0][1] == 'embedded',
    }) }}
{% endmacro %}
