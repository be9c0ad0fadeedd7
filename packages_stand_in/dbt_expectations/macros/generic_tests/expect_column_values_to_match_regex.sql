{% test expect_column_values_to_match_regex(
    model,
    column_name,
    regex,
    row_condition=none,
    is_raw=false,
    flags=''
) %}

{%- if is_raw or flags -%}
    {%- do exceptions.warn(
        'expect_column_values_to_match_regex on ' ~ model ~ ': is_raw and flags have no effect on Spark'
    ) -%}
{%- endif %}

-- the match must have at least one character, as in the real package on Spark
select *
from {{ model }}
where
    length(regexp_extract({{ column_name }}, '{{ regex }}', 0)) = 0
    {{ 'and (' ~ row_condition ~ ')' if row_condition }}

{% endtest %}
