{# The incremental feeds in which the quarantine may have changed since it was written (see
   _macros.yml). #}
{% macro newly_judged_feeds() %}
    {% set news = {} %}
    {% if not execute %}{{ return(news) }}{% endif %}
    {% set seen = {} %}
    {% if is_incremental() %}
        {% for row in run_query('select feed, max(_judgement_id) from ' ~ this ~ ' group by feed').rows %}
            {% do seen.update({row[0]: row[1]}) %}
        {% endfor %}
    {% endif %}
    {% set queries = [] %}
    {% for feed in feeds() if feed.is_incremental %}
        {% set query %}
            select
                '{{ feed.feed }}' as feed,
                to_json(sort_array(collect_set(_load_id) filter (where _outcome = 'rejected'))) as load_ids
            from {{ ref(feed.judged) }}
            where _judgement_id > {{ seen.get(feed.feed, 0) }}
            {{ "and _outcome = 'rejected'" if feed.feed not in seen }}
            having count(*) > 0
        {% endset %}
        {% do queries.append(query) %}
    {% endfor %}
    {% for row in run_query(queries | join(' union all ')).rows %}
        {% do news.update({row[0]: {'since': seen.get(row[0], 0), 'load_ids': fromjson(row[1])}}) %}
    {% endfor %}
    {{ return(news) }}
{% endmacro %}
