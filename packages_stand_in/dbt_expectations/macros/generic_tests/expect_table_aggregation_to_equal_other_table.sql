{% test expect_table_aggregation_to_equal_other_table(
    model,
    expression,
    compare_model,
    compare_expression=none,
    group_by=none,
    compare_group_by=none,
    row_condition=none,
    compare_row_condition=none,
    tolerance=0.0,
    tolerance_percent=none
) %}

{%- set sides = [
    ('measured', model, expression, group_by or [], row_condition),
    (
        'compared',
        compare_model or model,
        compare_expression or expression,
        compare_group_by or group_by or [],
        compare_row_condition or row_condition,
    ),
] -%}
{%- set groups = range(1, (group_by or []) | length + 1) | list %}

with

{% for name, relation, aggregate, group_columns, condition in sides -%}
{{ name }} as (

    select
        {%- for column in group_columns %}
        {{ column }} as col_{{ loop.index }},
        {%- endfor %}
        {{ aggregate }} as expression
    from {{ relation }}
    {{ 'where ' ~ condition if condition }}
    {{ 'group by ' ~ group_columns | join(', ') if group_columns }}

),

{% endfor -%}
differences as (

    select
        {%- for i in groups %}
        coalesce(measured.col_{{ i }}, compared.col_{{ i }}) as col_{{ i }},
        {%- endfor %}
        measured.expression,
        compared.expression as compare_expression,
        -- a group that one side lacks, and an aggregate that is null, count as 0
        abs(coalesce(measured.expression, 0) - coalesce(compared.expression, 0)) as expression_difference
    from measured
    {%- if groups %}
    full outer join compared
        on {% for i in groups %}measured.col_{{ i }} = compared.col_{{ i }}{{ ' and ' if not loop.last }}{% endfor %}
    {%- else %}
    cross join compared
    {%- endif %}

)

select *
from differences
where
    {%- if tolerance_percent %}
    -- the share of the measured side; where that is 0 or null there is none and nothing fails
    expression_difference / nullif(expression * 1.0, 0) > {{ tolerance_percent }}
    {%- else %}
    expression_difference > {{ tolerance }}
    {%- endif %}

{% endtest %}
