{# The rules of a model: those of all models of its kind, and its own (see _macros.yml). #}
{% macro declared_rules(node) %}
    {{ return(node.config.meta.get('shared_rules', []) + node.config.meta.get('rules', [])) }}
{% endmacro %}
