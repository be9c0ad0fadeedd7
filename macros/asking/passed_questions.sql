{# What the tests have asked that passed when they were asked last: read once in a run (see
   _macros.yml). #}
{% macro passed_questions() %}
    {% if 'passed_questions' not in graph %}
        {% set answers = run_query(
            "select last.question, 0L as failures, false as should_warn, false as should_error from ("
            ~ " select max_by(struct(status, question), finished_at) as last from " ~ logs_schema() ~ ".run_log"
            ~ " where resource_type = 'test' and finished_at > current_timestamp() - interval 8 days group by node"
            ~ ") where last.status in ('pass', 'left out') and last.question is not null"
        ) %}
        {% do graph.update({'passed_questions': {
            'questions': answers.columns[0].values() | list,
            'nothing_found': answers.limit(1).select(['failures', 'should_warn', 'should_error']),
        }}) %}
    {% endif %}
    {{ return(graph['passed_questions']) }}
{% endmacro %}
