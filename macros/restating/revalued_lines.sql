{# The CTE `revalued`: what each changed line had brought, what it would bring now as it was (the
   difference is what its price or rate did), and what it brings now (see _macros.yml). Expects the CTE
   `compared`. #}
{% macro revalued_lines(about) -%}
-- Plain columns, because Spark loses structs that a generator reads beside others.
revalued as (

    select
        line_key,
        coalesce(
            before.term = after.term and before.month = after.month and before.is_counted = after.is_counted
            and not before.factor <=> after.factor,
            false
        ) as is_term_changed,
        if(is_term_changed, after.term, null) as term,
        if(is_term_changed, after.term_key, null) as term_key,
        if(is_term_changed, after.term_date, null) as term_date,
        before.month as month_before,
        after.month as month_after
        {%- for name in about.counted | map(attribute='by') | unique %},
        before.{{ name }} as {{ name }}_before,
        after.{{ name }} as {{ name }}_after
        {%- endfor %}
        {%- for kpi in about.kpis %},
        before.{{ kpi.name }} as {{ kpi.name }}_before,
        {% if kpi.anew -%}
        cast(if(is_term_changed, coalesce({{ kpi.anew }}, 0), before.{{ kpi.name }}) as decimal(38, 2))
        {%- else -%}
        before.{{ kpi.name }}
        {%- endif %} as {{ kpi.name }}_anew,
        after.{{ kpi.name }} as {{ kpi.name }}_after
        {%- endfor %}
    from compared

)
{%- endmacro %}
