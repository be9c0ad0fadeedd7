{# What stands for a line of a feed with personal data that cannot be taken apart (see _macros.yml). #}
{% macro withheld() -%}
    {{ return('withheld: the feed has personal data; bronze has the line') }}
{%- endmacro %}
