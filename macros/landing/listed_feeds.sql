{# Which feeds' folders can be listed and which cannot, where the landing zone as a whole cannot (see
   _macros.yml). #}
{% macro listed_feeds() %}
    {% set found = {'paths': [], 'unlisted': []} %}
    {% for feed in feeds() %}
        {% set path = feed_definition(feed.source, feed.table).path %}
        {% set query = 'select cast(count(*) as string) from (' ~ landed_files([path]) ~ ') as files' %}
        {% set count = run_query(attempted(query, missing="'missing'")).rows[0][0] %}
        {% if count != 'missing' %}{% do found['unlisted' if count is none else 'paths'].append(path) %}{% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
