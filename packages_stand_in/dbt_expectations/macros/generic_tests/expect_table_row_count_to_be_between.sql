{% test expect_table_row_count_to_be_between(
    model,
    min_value=none,
    max_value=none,
    group_by=none,
    row_condition=none,
    strictly=false
) %}

select
    {%- for column in group_by or [] %}
    {{ column }} as col_{{ loop.index }},
    {%- endfor %}
    count(*) as row_count
from {{ model }}
{{ 'where ' ~ row_condition if row_condition }}
{{ 'group by ' ~ group_by | join(', ') if group_by }}
having
    {{ dbt_expectations._is_not_between(
        'expect_table_row_count_to_be_between', model, 'count(*)', min_value, max_value, strictly
    ) }}

{% endtest %}
