{# A date in one of the named formats, strictly, null otherwise (see _macros.yml). #}
{% macro parse_date(text, formats) -%}
    case
        {%- for format in formats %}
        {%- set pattern = date_pattern(format) %}
        when {{ text }} rlike '{{ pattern }}' then
            {%- if 'MMMM' in format %} cast(try_to_timestamp({{ text }}, '{{ format }}') as date)
            {%- elif format == 'yyyy-MM-dd' %} try_cast({{ text }} as date)
            {%- else %}
            {%- set order = format | replace('yyyy', 'y') | replace('MM', 'M') | replace('dd', 'd') | list | select('in', 'yMd') | list %}
            try_cast(regexp_replace(
                {{ text }}, '{{ pattern }}', '${{ order.index('y') + 1 }}-${{ order.index('M') + 1 }}-${{ order.index('d') + 1 }}'
            ) as date)
            {%- endif %}
        {%- endfor %}
    end
{%- endmacro %}
