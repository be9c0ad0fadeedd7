{# What a node reads, as texts that change with it, views followed down to their tables; none where
   that cannot be told (see _macros.yml). #}
{% macro state_of_inputs(node, code) %}
    {% set states = [] %}
    {% for parent_id in node.depends_on.nodes %}
        {% set parent = graph.nodes.get(parent_id) %}
        {#- its SQL stands in the node's -#}
        {% set is_inlined = parent and parent.config.materialized == 'ephemeral' %}
        {% set relation = load_relation(api.Relation.create(
            database=parent.database, schema=parent.schema, identifier=parent.alias
        )) if parent and not is_inlined else none %}
        {% if is_inlined %}
            {% set behind = state_of_inputs(parent, code) %}
            {% if behind is none %}{{ return(none) }}{% endif %}
            {% do states.extend(behind) %}
        {% elif relation is none %}{{ return(none) }}
        {% elif relation.is_view %}
            {% set behind = state_of_view(relation, parent) %}
            {% if behind is none %}{{ return(none) }}{% endif %}
            {% do states.extend(behind) %}
        {% elif parent.relation_name in code %}
            {% do states.append(state_of_table(relation)) %}
        {% endif %}
    {% endfor %}
    {{ return(states) }}
{% endmacro %}
