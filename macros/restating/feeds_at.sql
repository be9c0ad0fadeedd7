{# Of some feeds those whose judged table was there at a time (see _macros.yml). #}
{% macro feeds_at(some_feeds, time) %}
    {% set there = [] %}
    {% for feed in some_feeds if version_at(feed.judged, time) is not none %}{% do there.append(feed) %}{% endfor %}
    {{ return(there) }}
{% endmacro %}
