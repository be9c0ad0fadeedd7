{# JSON in which every number is a text, as it was written: Spark reads numbers as doubles on the way to
   text (see _macros.yml). #}
{% macro json_with_numbers_as_text(text, mark='') -%}
    {%- set outside = '(?:"(?:[^"\\\\\\\\]++|\\\\\\\\.)*+"|[^"0-9-]++)*+' -%}
    {%- set number = '-?(?:0|[1-9][0-9]*+)(?:\\\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?=[ \\\\t,}\\\\]])' -%}
    regexp_replace({{ text }}, '\\G({{ outside }})({{ number }})', '$1"{{ mark }}$2"')
{%- endmacro %}
