{% test expect_table_columns_to_contain_set(model, column_list, transform='upper') %}

{%- if execute -%}
    {%- set columns = dbt_expectations._column_names(
        'expect_table_columns_to_contain_set', model, column_list, transform
    ) %}

with

expected as (
    {% for column in columns.expected %}
    select
        '{{ column }}' as input_column,
        {{ column in columns.actual }} as is_found
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select input_column
from expected
where not is_found
{%- endif -%}

{% endtest %}
