{% test expect_column_values_to_be_between(
    model,
    column_name,
    min_value=none,
    max_value=none,
    row_condition=none,
    strictly=false
) %}

select *
from {{ model }}
where
    {{ dbt_expectations._is_not_between(
        'expect_column_values_to_be_between', model, column_name, min_value, max_value, strictly
    ) }}
    {{ 'and (' ~ row_condition ~ ')' if row_condition }}

{% endtest %}
