{# What a table holds, as a text that no other state of it has had (see _macros.yml). #}
{% macro state_of_table(relation) %}
    {% set states = graph.setdefault('table_states', {}) %}
    {% if relation | string not in states %}
        {% set last = last_commit(relation) %}
        {% set noted = modules.re.search('built_in\\W+([\\w-]+)', last['operationParameters'] | string) %}
        {% do states.update({
            relation | string: 'built in ' ~ noted.group(1) if noted and last['operation'] == 'SET TBLPROPERTIES'
                else last['version'] ~ ' of ' ~ last['timestamp']
        }) %}
    {% endif %}
    {{ return(states[relation | string]) }}
{% endmacro %}
