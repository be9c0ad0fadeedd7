{# What lies in the landing zone and is not loaded yet, for all feeds: asked once in a run (see
   _macros.yml). #}
{% macro landing_listing() %}
    {#- dbt's graph lives as long as a run and is seen by all of its threads -#}
    {% set kept = graph.get('landing_listing', {}) %}
    {% if kept.get('invocation_id') == invocation_id %}{{ return(kept) }}{% endif %}

    {% set listing = {'invocation_id': invocation_id, 'feeds': {}, 'undeclared': []} %}
    {% for row in run_query(new_files_query()).rows %}
        {% if row[0] is none %}
            {% do listing.update({'undeclared': fromjson(row[1]) or []}) %}
        {% else %}
            {% do listing.feeds.update({row[0]: {'new_files': fromjson(row[1] or '[]'), 'last_load_id': row[2] | int}}) %}
        {% endif %}
    {% endfor %}
    {% do graph.update({'landing_listing': listing}) %}
    {{ return(listing) }}
{% endmacro %}
