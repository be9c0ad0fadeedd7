{# A header line without signs that nobody sees, and with plain spaces for all others (see
   _macros.yml). Less than visible_text does with a value: a tab may be the delimiter, and a text in UTF-16
   without its zero characters would look like a header in UTF-8. #}
{% macro without_invisible(text) -%}
    regexp_replace(regexp_replace({{ text }}, '[\\p{Cf}\\x{034f}]', ''), '\\p{Zs}', ' ')
{%- endmacro %}
