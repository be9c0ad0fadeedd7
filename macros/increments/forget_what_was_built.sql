{# Takes away what is noted at a model's table or view of what it was made of, so that the next run makes
   it again (see _macros.yml). #}
{% macro forget_what_was_built(node) %}
    {% set kind = 'view' if node.config.materialized == 'view' else 'table' %}
    {% do run_query(
        'alter ' ~ kind ~ ' ' ~ node.relation_name ~ " unset tblproperties if exists ('built_from', 'read_up_to')"
    ) %}
{% endmacro %}
