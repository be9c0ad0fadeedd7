{# The CTE `units`: the unit of each KPI (see _macros.yml). #}
{% macro units_of_kpis(kpis) -%}
units as (

    select inline(array(
        {%- for kpi in kpis %}
        struct('{{ kpi.name }}' as kpi, '{{ kpi.unit }}' as unit){{ ',' if not loop.last }}
        {%- endfor %}
    ))

)
{%- endmacro %}
