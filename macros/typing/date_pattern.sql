{# The pattern of texts in a date format, with a group for each of its parts (see _macros.yml). #}
{% macro date_pattern(format) -%}
    {%- set digits = {'yyyy': '([0-9]{4})', 'MM': '([0-9]{2})', 'M': '([0-9]{1,2})', 'dd': '([0-9]{2})', 'd': '([0-9]{1,2})'} -%}
    {%- set sign = '/' if '/' in format else '.' if '.' in format else '-' -%}
    {%- set parts = format.split(sign) -%}
    {%- if format == 'MMMM dd, yyyy' -%}
        ^[A-Za-z]+ [0-9]{2}, [0-9]{4}$
    {%- elif parts | select('in', digits) | map('first') | sort(case_sensitive=true) | join == 'Mdy' and parts | length == 3 -%}
        {%- for part in parts -%} {{ '^' if loop.first else '[' ~ sign ~ ']' }}{{ digits[part] }} {%- endfor -%} $
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            model.name ~ ": '" ~ format ~ "' is no date format that is known here. Mend: write yyyy, MM (or M) and dd (or d) in the files'"
            ~ " order with - or / or . between them, or MMMM dd, yyyy; another kind belongs in macros/typing/date_pattern.sql."
        ) }}
    {%- endif -%}
{%- endmacro %}
