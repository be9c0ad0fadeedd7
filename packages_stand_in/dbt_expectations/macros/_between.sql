{% macro _is_not_between(test_name, model, expression, min_value, max_value, strictly) -%}

{%- if min_value is none and max_value is none -%}
    {{ exceptions.raise_compiler_error(
        test_name ~ ' on ' ~ model ~ ': give min_value, max_value or both'
    ) }}
{%- endif -%}
{%- set is_outside = [] -%}
{%- if min_value is not none -%}
    {%- do is_outside.append(expression ~ (' <= ' if strictly else ' < ') ~ min_value) -%}
{%- endif -%}
{%- if max_value is not none -%}
    {%- do is_outside.append(expression ~ (' >= ' if strictly else ' > ') ~ max_value) -%}
{%- endif -%}
({{ is_outside | join(' or ') }})

{%- endmacro %}
