{# A delivered text without what nobody sees: invisible signs are gone, every run of white space is
   one space, none is left at the ends; ="007", as spreadsheets write it to keep 007 a text, is 007.
   An empty text stays empty (see _macros.yml). The last branch is the common one: nothing to do. #}
{% macro visible_text(text) -%}
    {%- set control = '\\x{00}-\\x{08}\\x{0e}-\\x{1f}\\x{7f}-\\x{84}\\x{86}-\\x{9f}' | replace('\\', '\\\\') -%}
    {%- set white_space = '\\p{Z}\\s\\x{0b}\\x{85}\\x{2800}' | replace('\\', '\\\\') -%}
    case
            when {{ text }} rlike '[^ -~]|^[ =]|  | $'
                then trim(regexp_replace(
                    regexp_replace(
                        regexp_replace({{ text }}, '[{{ control }}{{ invisible_letters() }}]', ''),
                        '(?s)^[{{ white_space }}]*="(.*)"[{{ white_space }}]*$',
                        '$1'
                    ),
                    '[{{ white_space }}]+',
                    ' '
                ))
            else {{ text }}
        end
{%- endmacro %}
