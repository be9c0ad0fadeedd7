{# Reads which tests have passed before a run that has any, so that its threads do not ask side by side
   (see _macros.yml). Yields no SQL. #}
{% macro recall_passed_tests() %}
    {% if execute and may_leave_out_tests() %}
        {% set tests = [] %}
        {% for id in selected_resources if id.startswith('test.') %}{% do tests.append(id) %}{% endfor %}
        {% if tests %}{% do passed_questions() %}{% endif %}
    {% endif %}
{% endmacro %}
