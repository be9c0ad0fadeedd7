{# The Delta tables of the project that are there, for maintenance (see _macros.yml). #}
{% macro maintained_tables(table=none, is_growing=false) %}
    {% set found = [] %}
    {% for node in graph.nodes.values() if node.resource_type in ('model', 'seed', 'snapshot') and node.package_name == project_name %}
        {% set is_overwritten = node.resource_type == 'seed' or node.config.get('incremental_strategy') == 'insert_overwrite' %}
        {% if node.config.materialized != 'view' %}
            {% do found.append({
                'name': node.name, 'schema': node.schema, 'identifier': node.alias,
                'database': node.database, 'grows': node.resource_type == 'snapshot' or not is_overwritten,
                'optimize_by': node.config.meta.get('optimize_by', []), 'unique_id': node.unique_id,
            }) %}
        {% endif %}
    {% endfor %}
    {% for node in graph.sources.values() if node.source_name == 'logs' %}
        {% do found.append({
            'name': node.name, 'schema': node.schema, 'identifier': node.identifier,
            'database': node.database, 'grows': true, 'optimize_by': [], 'unique_id': node.unique_id,
        }) %}
    {% endfor %}

    {% set wanted = [] %}
    {% for each in found | sort(attribute='schema,identifier') if table is none or each.name == table %}
        {% set relation = load_relation(api.Relation.create(
            database=each.database, schema=each.schema, identifier=each.identifier
        )) %}
        {% if relation is not none %}
            {% do each.update({'relation': relation}) %}
            {% do wanted.append(each) %}
        {% endif %}
    {% endfor %}
    {% if table is not none and not wanted %}
        {{ exceptions.raise_compiler_error(
            "There is no table of the project with the name '" ~ table ~ "' (yet). Mend: give the name of a model, seed or"
            ~ " snapshot that has been built and is no view, run_log, or etl_errors, without its schema."
        ) }}
    {% endif %}
    {% if is_growing %}{{ return(wanted | selectattr('grows') | list) }}{% endif %}
    {{ return(wanted) }}
{% endmacro %}
