{# The commits of a model's or seed's table, newest first, asked for once in a command (see _macros.yml). #}
{% macro history_of(name) %}
    {% set known = graph.setdefault('histories', {}) %}
    {% if name not in known %}
        {% set commits = [] %}
        {% set relation = load_relation(ref(name)) %}
        {% if relation is not none and not relation.is_view %}
            {% for row in run_query('describe history ' ~ relation).rows %}
                {% do commits.append({
                    'version': row['version'] | int,
                    'at': row['timestamp'],
                    'operation': row['operation'],
                    'says': row['operationParameters'] | string,
                }) %}
            {% endfor %}
        {% endif %}
        {% do known.update({name: commits}) %}
    {% endif %}
    {{ return(known[name]) }}
{% endmacro %}
