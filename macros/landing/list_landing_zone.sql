{# Lists the landing zone before a run that loads any feed, so that its threads do not list it side by
   side (see _macros.yml). Yields no SQL. #}
{% macro list_landing_zone() %}
    {% if execute %}
        {% for feed in feeds() if 'model.' ~ project_name ~ '.' ~ feed.bronze in selected_resources %}
            {% do refuse_empty_landing(landing_listing()) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
