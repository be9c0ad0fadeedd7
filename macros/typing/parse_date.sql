{# A date in one of the named formats, strictly, null otherwise (see _macros.yml). #}
{% macro parse_date(text, formats) -%}
    {%- set shapes = {
        'yyyy-MM-dd': "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        'yyyy/MM/dd': "^[0-9]{4}/[0-9]{2}/[0-9]{2}$",
        'dd-MM-yyyy': "^[0-9]{2}-[0-9]{2}-[0-9]{4}$",
        'dd/MM/yyyy': "^[0-9]{2}/[0-9]{2}/[0-9]{4}$",
        'dd.MM.yyyy': "^[0-9]{2}[.][0-9]{2}[.][0-9]{4}$",
        'MM/dd/yyyy': "^[0-9]{2}/[0-9]{2}/[0-9]{4}$",
        'MMMM dd, yyyy': "^[A-Za-z]+ [0-9]{2}, [0-9]{4}$",
    } -%}
    case
        {%- for format in formats %}
        {%- if format not in shapes %}
            {{ exceptions.raise_compiler_error(
                model.name ~ ": parse_date knows no format '" ~ format ~ "'. Known: "
                ~ shapes.keys() | join('; ') ~ ". Add its shape to macros/typing/parse_date.sql."
            ) }}
        {%- endif %}
        when {{ text }} rlike '{{ shapes[format] }}' then
            {%- if format.startswith('yyyy') %} try_cast(replace({{ text }}, '/', '-') as date)
            {%- elif format.startswith('dd') %}
            try_cast(concat_ws(
                '-', substr({{ text }}, 7, 4), substr({{ text }}, 4, 2), substr({{ text }}, 1, 2)
            ) as date)
            {%- elif format == 'MM/dd/yyyy' %}
            try_cast(concat_ws(
                '-', substr({{ text }}, 7, 4), substr({{ text }}, 1, 2), substr({{ text }}, 4, 2)
            ) as date)
            {%- else %} cast(try_to_timestamp({{ text }}, '{{ format }}') as date)
            {%- endif %}
        {%- endfor %}
    end
{%- endmacro %}
