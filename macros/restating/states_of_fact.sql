{# The states that runs have left of a fact, oldest first: version, time and run (see _macros.yml). #}
{% macro states_of_fact(name) %}
    {% set states = [] %}
    {% for commit in history_of(name) | reverse %}
        {% set run = noted_in(commit.operation, commit.says, 'built_in') %}
        {% if run %}{% do states.append({'version': commit.version, 'at': commit.at, 'run_id': run}) %}{% endif %}
    {% endfor %}
    {{ return(states) }}
{% endmacro %}
