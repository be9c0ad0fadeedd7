{# dbt-spark's properties of a table that is created, and what build_and_note has to note at it (see
   _macros.yml). #}
{% macro spark__tblproperties_clause() %}
    {%- set properties = dict(config.get('tblproperties') or {}) %}
    {%- do properties.update(graph.get('to_note', {}).pop(model.unique_id, {})) %}
    {%- if properties %}
    tblproperties ({{ properties_list(properties) }})
    {%- endif %}
{% endmacro %}
