{# Query of a line's KPIs by month, from the fact that publishes them as it was at a time: one row a
   month and KPI (see _macros.yml). #}
{% macro published_at(line, time) -%}
    {%- set about = restated_lines()[line] -%}
    {%- set pairs = [] -%}
    {%- set published = {} -%}
    {%- for kpi in about.counted + about.kpis -%}
        {%- do published.update({kpi.name: kpi.published ~ ' filter (where ' ~ kpi.where | default(about.where) ~ ')'}) -%}
    {%- endfor -%}
    {%- for kpi in about.quotients -%}
        {%- do published.update({kpi.name: 'try_divide(' ~ published[kpi.of] ~ ', ' ~ published[kpi.by] ~ ')'}) -%}
    {%- endfor -%}
    {%- for name, value in published.items() -%}
        {%- do pairs.append("'" ~ name ~ "', cast(coalesce(" ~ value ~ ', 0) as decimal(38, 2))') -%}
    {%- endfor -%}
    select
        {{ about.month }} as month,
        stack(
            {{ pairs | length }},
            {{ pairs | join(',\n            ') }}
        ) as (kpi, value)
    from {{ table_at(about.fact, time) }}
    group by {{ about.month }}
{%- endmacro %}
