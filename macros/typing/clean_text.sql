{# A delivered text without what nobody sees, and a letter and its accent are one sign, however they
   were typed. An empty text stays empty (see _macros.yml). The last branch is the common one. #}
{% macro clean_text(text) -%}
    case
            when {{ text }} rlike '{{ hidden_signs() }}' then
                case
                    when {{ text }} rlike '[\\x{0300}-\\x{036f}]' then {{ composed(without_hidden_signs(text)) }}
                    else {{ without_hidden_signs(text) }}
                end
            else {{ text }}
        end
{%- endmacro %}
