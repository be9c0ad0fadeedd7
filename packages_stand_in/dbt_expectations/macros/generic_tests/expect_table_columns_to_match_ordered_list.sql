{% test expect_table_columns_to_match_ordered_list(model, column_list, transform='upper') %}

{%- if execute -%}
    {%- set columns = dbt_expectations._column_names(
        'expect_table_columns_to_match_ordered_list', model, column_list, transform
    ) %}

with

positions as (
    {% for side, other in [('actual', 'expected'), ('expected', 'actual')] %}
    {%- set outer_loop = loop %}
    {%- for column in columns[side] %}
    select
        '{{ side }}' as side,
        {{ loop.index }} as position,
        '{{ column }}' as column_name,
        {{ loop.index <= columns[other] | length and columns[other][loop.index0] == column }} as is_matched
    {{ 'union all' if not (loop.last and outer_loop.last) }}
    {%- endfor %}
    {%- endfor %}

)

-- a column in another position is listed twice: where it is and where it should be
select
    side,
    position,
    column_name
from positions
where not is_matched
{%- endif -%}

{% endtest %}
