{% macro _column_names(test_name, model, column_list, transform) %}

{%- if column_list is string or not column_list -%}
    {{ exceptions.raise_compiler_error(
        test_name ~ ' on ' ~ model ~ ': column_list must be a list of columns'
    ) }}
{%- endif -%}
{%- set actual = adapter.get_columns_in_relation(model) | map(attribute='name') | map(transform) | list -%}
{%- if not actual -%}
    {{ exceptions.raise_compiler_error(
        test_name ~ ': ' ~ model ~ ' has no columns; does it exist, and has the test no where?'
    ) }}
{%- endif -%}
{%- do return({'expected': column_list | map(transform) | list, 'actual': actual}) -%}

{% endmacro %}
