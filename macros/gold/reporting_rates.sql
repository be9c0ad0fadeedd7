{# Query of the rates into the reporting currency; without the web shop, which brings them, only its own
   (see _macros.yml). #}
{% macro reporting_rates() -%}
    {%- if is_in_business('webshop') -%}
    select * from {{ ref('int_webshop__reporting_rates') }}
    {%- else -%}
    {{ own_rate() }}
    {%- endif -%}
{%- endmacro %}
