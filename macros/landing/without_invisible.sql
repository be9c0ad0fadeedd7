{# A header line without signs that nobody sees, and with plain spaces for all others (see
   _macros.yml). Control characters stay: a tab may be the delimiter, and a text in UTF-16 without its zero
   characters would look like a header in UTF-8. #}
{% macro without_invisible(text) -%}
    regexp_replace(regexp_replace({{ text }}, '[{{ invisible_letters() }}]', ''), '[\\p{Z}\\x{85}\\x{2800}]', ' ')
{%- endmacro %}
