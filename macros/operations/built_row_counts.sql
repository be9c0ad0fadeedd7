{# How many rows each table holds that the run built, by node: what its newest commit says, or Delta from
   its log (see _macros.yml). #}
{% macro built_row_counts(results) %}
    {% set by_node, tables = {}, {} %}
    {% for result in results if result.status == 'success' and result.message != 'unchanged' and result.node.relation_name %}
        {% set node = result.node %}
        {% if node.resource_type == 'seed' %}
            {% do by_node.update({node.unique_id: result.adapter_response.rows_affected}) %}
        {% elif node.config.materialized in ('incremental', 'whole', 'table', 'snapshot') %}
            {% do tables.update({node.unique_id: node}) %}
        {% endif %}
    {% endfor %}
    {#- two statements, which cost what a few counts do -#}
    {% set commits = newest_commits(tables.values() | map(attribute='schema') | unique | list) if tables | length > 5 else {} %}
    {% set counts = [] %}
    {% for node in tables.values() %}
        {% set relation = api.Relation.create(schema=node.schema, identifier=node.alias) | string %}
        {% set rows = rows_written(commits[relation]) if relation in commits %}
        {% if rows is none or rows is undefined %}
            {# beside another column Delta would count rows by reading them #}
            {% do counts.append(
                "select '" ~ node.unique_id ~ "' as node, (select count(*) from " ~ node.relation_name ~ ") as row_count"
            ) %}
        {% else %}{% do by_node.update({node.unique_id: rows}) %}
        {% endif %}
    {% endfor %}
    {% if counts %}
        {% for row in run_query(counts | sort | join(' union all ')).rows %}{% do by_node.update({row[0]: row[1]}) %}{% endfor %}
    {% endif %}
    {{ return(by_node) }}
{% endmacro %}
