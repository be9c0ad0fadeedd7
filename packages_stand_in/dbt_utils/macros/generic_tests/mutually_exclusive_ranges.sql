{% test mutually_exclusive_ranges(
    model,
    lower_bound_column,
    upper_bound_column,
    partition_by=none,
    gaps='allowed',
    zero_length_range_allowed=false
) %}

{%- set gap_operators = {'allowed': '<=', 'not_allowed': '=', 'required': '<'} -%}
{%- if gaps not in gap_operators -%}
    {{ exceptions.raise_compiler_error(
        'mutually_exclusive_ranges on ' ~ model ~ ': gaps is ' ~ gaps
        ~ ', it must be one of ' ~ gap_operators.keys() | join(', ')
    ) }}
{%- endif -%}
{%- set partition = 'partition by ' ~ partition_by if partition_by else '' %}

with

ranges as (

    select
        {{ lower_bound_column }} as lower_bound,
        {{ upper_bound_column }} as upper_bound,
        lead({{ lower_bound_column }}) over (
            {{ partition }}
            order by {{ lower_bound_column }}, {{ upper_bound_column }}
        ) as next_lower_bound,
        row_number() over (
            {{ partition }}
            order by {{ lower_bound_column }} desc, {{ upper_bound_column }} desc
        ) as position_from_the_end
    from {{ model }}

)

-- a null bound counts as a fault, except the next bound that the last range cannot have
select *
from ranges
where
    not coalesce(lower_bound {{ '<=' if zero_length_range_allowed else '<' }} upper_bound, false)
    or not coalesce(
        upper_bound {{ gap_operators[gaps] }} next_lower_bound,
        position_from_the_end = 1
    )

{% endtest %}
