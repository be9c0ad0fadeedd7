{% test expect_compound_columns_to_be_unique(
    model,
    column_list,
    quote_columns=false,
    ignore_row_if='all_values_are_missing',
    row_condition=none
) %}

{%- if column_list is string or not column_list -%}
    {{ exceptions.raise_compiler_error(
        'expect_compound_columns_to_be_unique on ' ~ model ~ ': column_list must be a list of columns'
    ) }}
{%- endif -%}
{%- set operators = {'all_values_are_missing': ' or ', 'any_value_is_missing': ' and '} -%}
{%- if ignore_row_if not in operators -%}
    {{ exceptions.raise_compiler_error(
        'expect_compound_columns_to_be_unique on ' ~ model ~ ': ignore_row_if is ' ~ ignore_row_if
        ~ ', it must be one of ' ~ operators.keys() | join(', ')
    ) }}
{%- endif -%}
{%- set names = [] -%}
{%- set is_present = [] -%}
{%- for column in column_list -%}
    {%- set name = adapter.quote(column) if quote_columns else column -%}
    {%- do names.append(name) -%}
    {%- do is_present.append(name ~ ' is not null') -%}
{%- endfor %}

select
    {{ names | join(', ') }},
    count(*) as n_records
from {{ model }}
where
    ({{ is_present | join(operators[ignore_row_if]) }})
    {{ 'and (' ~ row_condition ~ ')' if row_condition }}
group by {{ names | join(', ') }}
having count(*) > 1

{% endtest %}
