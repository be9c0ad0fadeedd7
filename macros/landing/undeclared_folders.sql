{# Folders of the landing zone whose files belong to no declared feed, as this run has seen them (see
   _macros.yml). #}
{% macro undeclared_folders() %}
    {% set kept = graph.get('landing_listing', {}) %}
    {{ return(kept.undeclared if kept.get('invocation_id') == invocation_id else []) }}
{% endmacro %}
