{# An amount without the sign of a currency in front of it or behind it (see _macros.yml). #}
{% macro without_currency_sign(text, signs) -%}
    regexp_replace(lower({{ text }}), {{ sign_pattern(signs) }}, '$2$3')
{%- endmacro %}
