{# A delivered text without what nobody sees, and a letter and its accent are one sign, however they
   were typed. An empty text stays empty (see _macros.yml). #}
{% macro clean_text(text) -%}
    case
            when {{ text }} rlike '[\\x{0300}-\\x{036f}]' then {{ composed(visible_text(text)) }}
            else {{ visible_text(text) }}
        end
{%- endmacro %}
