{# What lies in the landing zone and is not loaded yet, for all feeds: asked once in a run (see
   _macros.yml). #}
{% macro landing_listing() %}
    {#- dbt's graph lives as long as a run and is seen by all of its threads -#}
    {% set kept = graph.get('landing_listing', {}) %}
    {% if kept.get('invocation_id') == invocation_id %}{{ return(kept) }}{% endif %}

    {% set state = namespace(answer=run_query(attempted(new_files_query(), missing="'missing'")).rows[0][0], unlisted=[]) %}
    {% if state.answer == 'missing' %}
        {#- a prefix of S3 whose files were all moved away is no more -#}
        {% set state.answer = run_query(attempted(new_files_query([]))).rows[0][0] %}
    {% elif state.answer is none %}
        {#- one folder that must not be listed fails the listing of all -#}
        {% set listed = listed_feeds() %}
        {% set state.unlisted = listed.unlisted or ['a folder of no feed'] %}
        {% if listed.paths %}{% set state.answer = run_query(attempted(new_files_query(listed.paths))).rows[0][0] %}{% endif %}
    {% endif %}
    {% if state.answer is none %}
        {% do refuse_run(
            "What lies in LANDING_ROOT=" ~ landing_root() ~ " cannot be listed: this user must not read it, or the storage refuses or"
            ~ " does not answer (address, name of the bucket, credentials). Nothing was built. Mend: correct LANDING_ROOT, or give the"
            ~ " storage what it asks for, and run again. If the folder can be read: a table of raw cannot, which says what is loaded."
        ) %}
    {% endif %}

    {% set answer = fromjson(state.answer) %}
    {% set listing = {
        'invocation_id': invocation_id, 'feeds': {}, 'undeclared': answer.get('undeclared', []), 'unlisted': state.unlisted,
    } %}
    {% for feed in answer.get('feeds', []) %}
        {% do listing.feeds.update({feed.feed: {
            'new_files': feed.get('new_files', []), 'last_load_id': feed.last_load_id, 'has_rows': feed.has_rows,
        }}) %}
    {% endfor %}
    {% do graph.update({'landing_listing': listing}) %}
    {{ return(listing) }}
{% endmacro %}
