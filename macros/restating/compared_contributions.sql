{# The CTE `compared`: the delivered lines that bring something else than before, each as it was and as
   it is (see _macros.yml). Expects the CTEs `contributions_before` and `contributions_after`. #}
{% macro compared_contributions(about) -%}
compared as (

    select
        coalesce(before.line_key, after.line_key) as line_key,
        struct(before.*) as before,
        struct(after.*) as after
    from contributions_before as before
    full outer join contributions_after as after
        on before.line_key = after.line_key
    where
        not before.month <=> after.month
        or not before.is_counted <=> after.is_counted
        or not before.factor <=> after.factor
        {%- for name in about.counted | map(attribute='by') | unique | list + about.kpis | map(attribute='name') | list %}
        or not before.{{ name }} <=> after.{{ name }}
        {%- endfor %}

)
{%- endmacro %}
