{# Who bought an order line of the web shop: a customer, the partner who sold it, or nobody knows
   (see _macros.yml). #}
{% macro webshop_buyer() -%}
    coalesce(customer_id, if(seller = 'webshop', 'unknown', concat('partner:', seller)))
{%- endmacro %}
