{# What a table holds, as a text that no other rows in it have had (see _macros.yml). #}
{% macro state_of_table(relation) %}
    {% set states = graph.setdefault('table_states', {}) %}
    {% if relation | string not in states %}
        {% set last = last_commit(relation) %}
        {% set parameters = last['operationParameters'] | string %}
        {% set run = noted_in(last['operation'], parameters, 'built_in') %}
        {% set seed = noted_in(last['operation'], parameters, 'seed_checksum') %}
        {% do states.update({
            relation | string: 'built in ' ~ run if run else 'seed ' ~ seed if seed
                else last['version'] ~ ' of ' ~ (last['timestamp'] | string)[:19]
        }) %}
    {% endif %}
    {{ return(states[relation | string]) }}
{% endmacro %}
