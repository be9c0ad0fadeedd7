{# Query of a line's KPIs by month, from the fact that publishes them as it was at a time: one row a
   month and KPI (see _macros.yml). #}
{% macro published_at(line, time) -%}
    {%- set about = restated_lines()[line] -%}
    {%- set pairs = [] -%}
    {%- for kpi in about.order_kpis + about.kpis -%}
        {%- do pairs.append("'" ~ kpi.name ~ "', cast(coalesce(" ~ kpi.published ~ ', 0) as decimal(38, 2))') -%}
    {%- endfor -%}
    select
        {{ about.month }} as month,
        stack(
            {{ pairs | length }},
            {{ pairs | join(',\n            ') }}
        ) as (kpi, value)
    from {{ table_at(about.fact, time) }}
    where {{ about.where }}
    group by {{ about.month }}
{%- endmacro %}
