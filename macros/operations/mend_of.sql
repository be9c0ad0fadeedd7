{# What to do about a node that failed (see _macros.yml). #}
{% macro mend_of(node) %}
    {% set usual = 'Build the model again with --full-refresh, and report how it came to that.'
        if node.resource_type == 'test' else 'Mend what the message says, then run again.' %}
    {{ return(node.config.meta.get('mend') or usual) }}
{% endmacro %}
