{# Lists the landing zone before a run that loads any feed, so that its threads do not list it side by
   side (see _macros.yml). Yields no SQL. #}
{% macro list_landing_zone() %}
    {% if execute and loads_a_feed() %}{% do refuse_empty_landing(landing_listing()) %}{% endif %}
{% endmacro %}
