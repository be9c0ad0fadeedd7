{# A time of Sao Paulo as UTC, strictly, null where the text is none (see _macros.yml). #}
{% macro sao_paulo_time(text) -%}
    to_utc_timestamp({{ local_time(text) }}, 'America/Sao_Paulo')
{%- endmacro %}
