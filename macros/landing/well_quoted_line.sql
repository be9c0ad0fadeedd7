{# Regular expression of a line whose quotes open at the beginning and close at the end of a field
   (see _macros.yml). Its loops are possessive (*+): others recurse in Java, and a long text with many
   quotes ends the process. #}
{% macro well_quoted_line(feed) -%}
    {%- set field = '(?:"[^"]*+(?:""[^"]*+)*+"[ ]*+|[^"' ~ feed.delimiter ~ '][^' ~ feed.delimiter ~ ']*+|)' -%}
    ^{{ field }}(?:[{{ feed.delimiter }}]{{ field }})*+$
{%- endmacro %}
