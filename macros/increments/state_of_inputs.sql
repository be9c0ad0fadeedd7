{# What a model reads, as texts that change with it, views followed down to their tables; none where
   that cannot be told (see _macros.yml). #}
{% macro state_of_inputs(node, code) %}
    {% set states = [] %}
    {% for parent_id in node.depends_on.nodes %}
        {% set parent = graph.nodes.get(parent_id) %}
        {% set relation = load_relation(api.Relation.create(
            database=parent.database, schema=parent.schema, identifier=parent.alias
        )) if parent else none %}
        {% if relation is none %}{{ return(none) }}{% endif %}
        {% if relation.is_view %}
            {% set text = run_query('describe extended ' ~ relation).rows
                | selectattr('col_name', 'equalto', 'View Text') | map(attribute='data_type') | list %}
            {% set behind = state_of_inputs(parent, text | join) %}
            {#- a view that names no input that is known here: a clone's, of another environment -#}
            {% if not behind or not text or asks_the_clock(text | join) %}{{ return(none) }}{% endif %}
            {% do states.extend(text + behind) %}
        {% elif parent.relation_name in code %}
            {% set last = last_commit(relation) %}
            {% do states.append(last['version'] ~ ' of ' ~ last['timestamp']) %}
        {% endif %}
    {% endfor %}
    {{ return(states) }}
{% endmacro %}
