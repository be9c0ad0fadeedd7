{# Whether a source of a mart holds judgements that the mart has not read (see _macros.yml). #}
{% macro has_news(seen, name) %}
    {{ return(seen.newest[name] > seen[name] or not execute) }}
{% endmacro %}
