{# The names of those of some rules that hold, as an array; those that every key is asked for stand
   before rejecting ones (see _macros.yml). #}
{% macro names_of_broken_rules(rules, severity, ids) -%}
    {#- as one text and taken apart again: array_compact is not compiled, and would be most of a row's cost -#}
    array_remove(split(concat_ws(',',
        {%- if severity == 'reject' %}
            if({{ is_damaged_key(ids) }}, 'key_damaged', null),
            if({{ is_total_line(ids) }}, 'total_line', null),
        {%- endif %}
        {%- for rule in rules | selectattr('severity', 'equalto', severity) %}
            if({{ rule.condition }}, '{{ rule.name }}', null){{ ',' if not loop.last }}
        {%- else %}cast(null as string)
        {%- endfor %}
        ), ','), '')
{%- endmacro %}
