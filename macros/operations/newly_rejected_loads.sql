{# Which loads hold the rows of the incremental feeds that were rejected since the quarantine was
   written (see _macros.yml). #}
{% macro newly_rejected_loads() %}
    {% set queries = [] %}
    {% for feed in judged_feeds() if feed.is_incremental %}
        {% set query %}
            select '{{ feed.feed }}' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids
            from {{ feed.judged }}
            where _outcome = 'rejected'
            {%- if is_incremental() %}
                and _judgement_id > coalesce((
                    select max(seen._judgement_id) from {{ this }} as seen where seen.feed = '{{ feed.feed }}'
                ), 0)
            {%- endif %}
        {% endset %}
        {% do queries.append(query) %}
    {% endfor %}
    {% set load_ids = {} %}
    {% if execute %}
        {% for row in run_query(queries | join(' union all ')).rows %}
            {% do load_ids.update({row[0]: fromjson(row[1])}) %}
        {% endfor %}
    {% endif %}
    {{ return(load_ids) }}
{% endmacro %}
