{# How many rows each table holds that the run built, by node: what the write said, or Delta from its
   log (see _macros.yml). #}
{% macro built_row_counts(results) %}
    {% set by_node = dict(graph.get('row_counts', {})) %}
    {% set counts = [] %}
    {% for result in results if result.status == 'success' and result.message != 'unchanged' and result.node.relation_name %}
        {% set node = result.node %}
        {% if node.resource_type == 'seed' %}
            {% do by_node.update({node.unique_id: result.adapter_response.rows_affected}) %}
        {% elif node.unique_id not in by_node and node.config.materialized in ('incremental', 'whole', 'table', 'snapshot') %}
            {# beside another column Delta would count rows by reading them #}
            {% do counts.append(
                "select '" ~ node.unique_id ~ "' as node, (select count(*) from " ~ node.relation_name ~ ") as row_count"
            ) %}
        {% endif %}
    {% endfor %}
    {% if counts %}
        {% for row in run_query(counts | sort | join(' union all ')).rows %}{% do by_node.update({row[0]: row[1]}) %}{% endfor %}
    {% endif %}
    {{ return(by_node) }}
{% endmacro %}
