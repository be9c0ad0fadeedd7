{# A line without the empty columns at its end, where there are a thousand or more: a spreadsheet was saved
   with all of its columns (see _macros.yml). #}
{% macro without_empty_end(line, feed) -%}
    if(endswith({{ line }}, repeat('{{ feed.delimiter }}', 1000)), rtrim('{{ feed.delimiter }}', {{ line }}), {{ line }})
{%- endmacro %}
