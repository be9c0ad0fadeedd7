{# dbt-spark's statement for a view, with what the view was made of as a property (see _macros.yml). #}
{% macro spark__create_view_as(relation, sql) %}
    create or replace view {{ relation }}
    {%- set built_from = graph.get('views_built_from', {}).get(model.unique_id) %}
    {%- if built_from %}
    tblproperties ('built_from' = '{{ built_from }}')
    {%- endif %}
    as
    {{ sql }}
{% endmacro %}
