{# What the ledger says of a file that nobody delivered: it stops no gate (see _macros.yml). #}
{% macro no_delivery() -%}
    no delivery, not read: an upload in progress, or a file beside the deliveries
{%- endmacro %}
