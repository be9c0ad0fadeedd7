{# Query of what each delivered line of a line of business brought to the published months at a time
   (see _macros.yml). #}
{% macro contributions_of(line, delivered, time) -%}
    {%- set queries = {
        'distribution': contributions_distribution,
        'marketplace': contributions_marketplace,
        'webshop': contributions_webshop,
    } -%}
    {{ queries[line](delivered, time) }}
{%- endmacro %}
