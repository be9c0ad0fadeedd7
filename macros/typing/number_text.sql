{# The text of a number with a decimal point and nothing else, null where the text is none. Nothing
   is guessed: a comma is a decimal sign where the file's card says so, or where one or two digits
   stand behind the only one (see _macros.yml). #}
{% macro number_text(text, decimal_sign='') -%}
    {%- set plain = '^-?[0-9]{1,16}([.][0-9]+)?$' -%}
    case
        {%- if decimal_sign == '.' %}
            when {{ text }} rlike '{{ plain }}' then {{ text }}
            when {{ text }} rlike '^-?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$'
                then regexp_extract(replace({{ text }}, ',', ''), '{{ plain }}', 0)
        {%- elif decimal_sign == ',' %}
            when {{ text }} rlike '^-?[0-9]{1,16}(,[0-9]+)?$' then replace({{ text }}, ',', '.')
            when {{ text }} rlike '^-?[0-9]{1,3}([.][0-9]{3})+(,[0-9]+)?$'
                then regexp_extract(translate({{ text }}, ',.', '.'), '{{ plain }}', 0)
        {%- else %}
            when {{ text }} rlike '{{ plain }}' then {{ text }}
            when {{ text }} rlike '^-?[0-9]{1,16},[0-9]{1,2}$' then replace({{ text }}, ',', '.')
        {%- endif %}
        end
{%- endmacro %}
