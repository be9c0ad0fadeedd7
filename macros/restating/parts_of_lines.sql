{# The steps from revalued lines to what each did to a KPI of a month, its price or rate apart (see
   _macros.yml). Expects the CTE `revalued`, ends with the CTE `line_parts`. #}
{% macro parts_of_lines(kpis) -%}
moves as (

    select
        line_key,
        term,
        term_key,
        term_date,
        move.*
    from revalued
    lateral view inline(array(
        {%- for kpi in kpis %}
        {%- for month, is_term, part in [
            ('month_before', 'true', kpi.name ~ '_anew - ' ~ kpi.name ~ '_before'),
            ('month_before', 'false', '- ' ~ kpi.name ~ '_anew'),
            ('month_after', 'false', kpi.name ~ '_after'),
        ] %}
        struct(
            '{{ kpi.name }}' as kpi, {{ month }} as month, {{ is_term }} as is_term, cast({{ part }} as decimal(38, 2)) as part
        ){{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    )) move

),

line_parts as (

    select
        line_key,
        term,
        term_key,
        term_date,
        kpi,
        month,
        is_term,
        sum(part) as part
    from moves
    where part is not null
    group by line_key, term, term_key, term_date, kpi, month, is_term
    having sum(part) <> 0

)
{%- endmacro %}
