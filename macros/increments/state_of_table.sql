{# What a table holds, as a text that no other state of it has had (see _macros.yml). #}
{% macro state_of_table(relation) %}
    {% set states = graph.setdefault('table_states', {}) %}
    {% if relation | string not in states %}
        {% set last = last_commit(relation) %}
        {% set run = run_noted(last['operation'], last['operationParameters'] | string) %}
        {% do states.update({
            relation | string: 'built in ' ~ run if run else last['version'] ~ ' of ' ~ (last['timestamp'] | string)[:19]
        }) %}
    {% endif %}
    {{ return(states[relation | string]) }}
{% endmacro %}
