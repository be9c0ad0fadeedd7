{# Asks a test, unless it has passed with the same SQL on the same rows (see _macros.yml). #}
{% macro ask_if_changed() %}
    {% set question = question_of_test() %}
    {% if question %}
        {% do graph.setdefault('questions', {}).update({model.unique_id: question}) %}
        {% set passed = passed_questions() if may_leave_out_tests() else {} %}
        {% if question in passed.get('questions', []) %}
            {% do store_raw_result(
                name='main', message='left out', code='LEFT_OUT', rows_affected='0', agate_table=passed.nothing_found
            ) %}
            {{ return({'relations': []}) }}
        {% endif %}
    {% endif %}
    {{ return(dbt.materialization_test_default()) }}
{% endmacro %}
