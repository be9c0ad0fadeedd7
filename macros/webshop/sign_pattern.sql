{# Pattern of an amount with the sign of a currency in front of it (groups 1 and 2) or behind it (4 and
   3), in lower case; longer signs are tried first (see _macros.yml). #}
{% macro sign_pattern(signs) -%}
    {%- set texts = [] -%}
    {%- for sign in signs %}{% do texts.append(modules.re.escape(sign)) %}{% endfor -%}
    {%- set any = '(' ~ texts | sort(reverse=true) | join('|') ~ ')' -%}
    {{ sql_literal('^(?:' ~ any ~ ' *(.*)|(.*?) *' ~ any ~ ')$') }}
{%- endmacro %}
