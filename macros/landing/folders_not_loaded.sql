{# Folders of the landing zone that this run has seen and loaded nothing from, with the reason (see
   _macros.yml). #}
{% macro folders_not_loaded() %}
    {% set kept = graph.get('landing_listing', {}) %}
    {% set found = [] %}
    {% if kept.get('invocation_id') == invocation_id %}
        {% for each in kept.undeclared %}{% do found.append(dict(each, reason='of no feed that is built')) %}{% endfor %}
        {% for folder in kept.unlisted %}{% do found.append({'folder': folder, 'reason': 'cannot be listed'}) %}{% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}
