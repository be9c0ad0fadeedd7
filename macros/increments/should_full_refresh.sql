{# dbt's own, and for a table that cannot go on from where it was (see _macros.yml). #}
{% macro should_full_refresh() %}
    {% set is_anew = execute and graph.get('reading', {}).get(model.unique_id, {}).get('is_anew', false) %}
    {{ return(dbt.should_full_refresh() or (is_anew and config.get('full_refresh') is none)) }}
{% endmacro %}
