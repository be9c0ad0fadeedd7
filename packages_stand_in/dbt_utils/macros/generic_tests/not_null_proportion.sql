{% test not_null_proportion(model, column_name, at_least, at_most=1.0, group_by_columns=[]) %}

{%- set group_columns = group_by_columns | join(', ') %}

with

proportions as (

    select
        {{ group_columns ~ ',' if group_columns }}
        -- no row, no proportion, no failure
        cast(count({{ column_name }}) as double) / nullif(count(*), 0) as not_null_proportion
    from {{ model }}
    {{ 'group by ' ~ group_columns if group_columns }}

)

select *
from proportions
where not_null_proportion < {{ at_least }} or not_null_proportion > {{ at_most }}

{% endtest %}
