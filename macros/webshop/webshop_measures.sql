{# The measures of every revenue report of the web shop, of lines that are not cancelled (see
   _macros.yml). #}
{% macro webshop_measures() -%}
    count(distinct seller, order_id) as order_count,
        count(*) as line_count,
        sum(quantity) as unit_count,

        sum(gross) as gross,
        sum(discount) as discount,
        sum(net) as net,
        sum(tax) as tax,
        sum(sale) as sale,
        coalesce(sum(net) filter (where is_returned), 0) as returned_net,

        count_if(is_without_rate) as lines_without_rate
{%- endmacro %}
