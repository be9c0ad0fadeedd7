{# The oldest and the newest judgement of judged tables, which a run asks for once (see
   _macros.yml). #}
{% macro judgements_of(relations) %}
    {% set known = graph.setdefault('judgements', {}) %}
    {% set queries = [] %}
    {% for relation in relations if relation | string not in known %}
        {% do queries.append(
            "select '" ~ relation ~ "' as judged, (select coalesce(min(_judgement_id), 0) from " ~ relation ~ ") as oldest,"
            ~ " (select coalesce(max(_judgement_id), 0) from " ~ relation ~ ") as newest"
        ) %}
    {% endfor %}
    {% if queries %}
        {% for row in run_query(queries | join(' union all ')).rows %}
            {% do known.update({row[0]: {'oldest': row[1] | int, 'newest': row[2] | int}}) %}
        {% endfor %}
    {% endif %}
    {{ return(known) }}
{% endmacro %}
