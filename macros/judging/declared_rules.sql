{# The rules of a feed's judged model: those of all feeds of its kind, its own, and those of the lines
   in a row (see _macros.yml). #}
{% macro declared_rules(node, kind) %}
    {% set meta = node.config.meta %}
    {{ return(var('rules').get(kind, []) + meta.get('rules', []) + meta.get('line_rules', [])) }}
{% endmacro %}
