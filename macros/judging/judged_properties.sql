{# Table properties of a judged table (see _macros.yml). #}
{% macro judged_properties(keys) %}
    {{ return({
        'delta.enableDeletionVectors': deletion_vectors(),
        'delta.dataSkippingStatsColumns': (keys + ['_load_id', '_judgement_id']) | join(','),
    }) }}
{% endmacro %}
