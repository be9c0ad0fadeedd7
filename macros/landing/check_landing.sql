{# Stops a run that loads any feed over a landing root or a feed card that nobody can read, before it
   holds the run lock (see _macros.yml). Yields no SQL. #}
{% macro check_landing() %}
    {% if execute and loads_a_feed() %}
        {% do landing_root() %}
        {% for feed in feeds() %}{% do feed_definition(feed.source, feed.table) %}{% endfor %}
    {% endif %}
{% endmacro %}
