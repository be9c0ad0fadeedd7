{# Ends a model's materialization without a statement (see _macros.yml). #}
{% macro leave_as_it_is() %}
    {% do store_raw_result(name='main', message='unchanged', code='UNCHANGED', rows_affected='0') %}
    {{ return({'relations': [this]}) }}
{% endmacro %}
