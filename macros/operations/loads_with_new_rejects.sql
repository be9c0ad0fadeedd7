{# The loads of bronze that hold the delivered rows of new rejects, by feed (see _macros.yml). #}
{% macro loads_with_new_rejects(news) %}
    {% set loads = {} %}
    {% set queries = [] %}
    {% for feed, input in news.items() if execute and input.is_judged and input.is_new %}
        {% do queries.append(
            "select '" ~ feed ~ "' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids from " ~ input.relation
            ~ " where _outcome = 'rejected' and _judgement_id > " ~ input.since
        ) %}
    {% endfor %}
    {% if queries %}
        {% for row in run_query(queries | join(' union all ')).rows %}{% do loads.update({row[0]: fromjson(row[1])}) %}{% endfor %}
    {% endif %}
    {{ return(loads) }}
{% endmacro %}
