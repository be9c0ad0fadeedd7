{# A delivered text without what nobody sees: invisible signs are gone, every run of white space is
   one space, none is left at the ends; ="007", as spreadsheets write it to keep 007 a text, is 007.
   An empty text stays empty (see _macros.yml). The last branch is the common one: nothing to do. #}
{% macro visible_text(text) -%}
    case
            when {{ text }} rlike '{{ hidden_signs() }}' then {{ without_hidden_signs(text) }}
            else {{ text }}
        end
{%- endmacro %}
