{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}

{%- if combination_of_columns is string or not combination_of_columns -%}
    {{ exceptions.raise_compiler_error(
        'unique_combination_of_columns on ' ~ model ~ ': combination_of_columns must be a list of columns'
    ) }}
{%- endif -%}
{%- set names = [] -%}
{%- for column in combination_of_columns -%}
    {%- do names.append(adapter.quote(column) if quote_columns else column) -%}
{%- endfor -%}
{%- set columns = names | join(', ') %}

-- nulls are equal to each other in a group by, so a repeated combination with a null fails too
select
    {{ columns }},
    count(*) as row_count
from {{ model }}
group by {{ columns }}
having count(*) > 1

{% endtest %}
