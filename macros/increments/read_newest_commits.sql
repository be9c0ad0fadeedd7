{# Reads the newest commit of every table from Delta's logs, before a run that may ask for many of them
   (see _macros.yml). Yields no SQL. #}
{% macro read_newest_commits() %}
    {% set is_asked = flags.WHICH in ('build', 'run', 'seed', 'snapshot', 'test', 'retry') and selected_resources | length > 5 %}
    {% if not execute or flags.FULL_REFRESH or not is_asked %}{{ return('') }}{% endif %}
    {% set schemas = [] %}
    {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'snapshot') and node.schema not in schemas %}
        {% do schemas.append(node.schema) %}
    {% endfor %}
    {% do graph.setdefault('last_commits', {}).update(newest_commits(schemas)) %}
{% endmacro %}
