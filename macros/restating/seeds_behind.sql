{# The names of the seeds that a node reads, itself or through others (see _macros.yml). #}
{% macro seeds_behind(unique_id) %}
    {% set found = [] %}
    {% for parent_id in graph.nodes[unique_id].depends_on.nodes %}
        {% if parent_id.startswith('seed.') %}{% do found.append(graph.nodes[parent_id].name) %}
        {% elif parent_id in graph.nodes %}{% do found.extend(seeds_behind(parent_id)) %}{% endif %}
    {% endfor %}
    {{ return(found | unique | list) }}
{% endmacro %}
