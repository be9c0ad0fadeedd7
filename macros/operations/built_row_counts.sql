{# How many rows each table holds that the run built, by node; Delta answers from its log (see
   _macros.yml). #}
{% macro built_row_counts(results) %}
    {% set counts = [] %}
    {% for result in results if result.status == 'success' and result.node.relation_name %}
        {% if result.node.config.materialized in ('incremental', 'table', 'seed', 'snapshot') %}
            {% do counts.append(
                "select '" ~ result.node.unique_id ~ "' as node, count(*) as row_count from " ~ result.node.relation_name
            ) %}
        {% endif %}
    {% endfor %}
    {% set by_node = {} %}
    {% if counts %}
        {% for row in run_query(counts | join(' union all ')).rows %}{% do by_node.update({row[0]: row[1]}) %}{% endfor %}
    {% endif %}
    {{ return(by_node) }}
{% endmacro %}
