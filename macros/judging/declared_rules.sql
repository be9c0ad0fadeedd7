{# The rules of a feed's judged model: those of all feeds of its kind, and its own (see
   _macros.yml). #}
{% macro declared_rules(node, kind) %}
    {{ return(var('rules').get(kind, []) + node.config.meta.get('rules', [])) }}
{% endmacro %}
