{# A judged model of a feed whose rows are order lines: the shop's files, or a partner's (see
   _macros.yml). #}
{% macro judged_order_lines() -%}
{%- set typed %}

    with

    {{ webshop_order_lines(order_lines_card()) }}

    select * from typed_lines

{% endset %}
{{- judged_rows(typed, key=['order_id', 'item_seq'], statistics_on=['order_month']) }}
{%- endmacro %}
