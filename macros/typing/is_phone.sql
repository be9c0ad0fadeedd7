{# Whether a text is a phone number: 7 to 15 digits, a plus, spaces, dashes and brackets (see
   _macros.yml). #}
{% macro is_phone(text) -%}
    (
            {{ text }} rlike '^[+]?[0-9 ()-]+$'
            and length(regexp_replace({{ text }}, '[^0-9]', '')) between 7 and 15
        )
{%- endmacro %}
