{# The steps to the published numbers of two times side by side, by KPI and month (see _macros.yml). Ends
   with the CTE `published`. #}
{% macro compared_published(line, before_at, after_at) -%}
published_before as (

    {{ published_at(line, before_at) }}

),

published_after as (

    {{ published_at(line, after_at) }}

),

published as (

    select
        coalesce(earlier.kpi, later.kpi) as kpi,
        coalesce(earlier.month, later.month) as month,
        coalesce(earlier.value, 0) as value_before,
        coalesce(later.value, 0) as value_after
    from published_before as earlier
    full outer join published_after as later
        on
            earlier.kpi = later.kpi
            and earlier.month <=> later.month

)
{%- endmacro %}
