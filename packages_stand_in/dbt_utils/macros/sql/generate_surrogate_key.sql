{% macro generate_surrogate_key(field_list) -%}

{%- if field_list is string or not field_list -%}
    {{ exceptions.raise_compiler_error(
        'generate_surrogate_key: field_list must be a list of columns or expressions, not ' ~ field_list
    ) }}
{%- endif -%}
{#- the text that stands for null is part of the hash: it must be the one of the real package -#}
{%- set null_text = '_dbt_utils_surrogate_key_null_' -%}
{%- if var('surrogate_key_treat_nulls_as_empty_strings', false) -%}
    {%- set null_text = '' -%}
{%- endif -%}
{%- set parts = [] -%}
{%- for field in field_list -%}
    {%- do parts.append("'-'") if not loop.first -%}
    {%- do parts.append('coalesce(cast(' ~ field ~ ' as ' ~ dbt.type_string() ~ "), '" ~ null_text ~ "')") -%}
{%- endfor -%}
{{ dbt.hash(dbt.concat(parts)) }}

{%- endmacro %}
