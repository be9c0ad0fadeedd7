{# The SQL of an incremental model that has nothing to add: its table is left as it is (see
   _macros.yml). #}
{% macro nothing_new() -%}
    select * from {{ this }} where false
{%- endmacro %}
