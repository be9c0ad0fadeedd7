{# Regular expression of a line whose quotes open at the beginning and close at the end of a field
   (see _macros.yml). #}
{% macro well_quoted_line(feed) -%}
    {%- set field = '(?:"[^"]*(?:""[^"]*)*"[ ]*|[^"' ~ feed.delimiter ~ '][^' ~ feed.delimiter ~ ']*|)' -%}
    ^{{ field }}(?:[{{ feed.delimiter }}]{{ field }})*$
{%- endmacro %}
