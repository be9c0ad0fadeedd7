{# A delivered id, clean, so that two spellings of it are one; null where it names nothing (see
   _macros.yml). The last branch is the common one: one pattern says that there is nothing to clean. #}
{% macro clean_key(text) -%}
    {%- set wide = '！＂＃＄％＆＇（）＊＋，．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～' -%}
    {%- set plain = '!"#$%&\\\'()*+,./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~' -%}
    {%- set dashes = '‐‑‒–—―−﹘﹣－' -%}
    {#- Kelvin, Ångström and Ohm have signs of their own beside the letters -#}
    {%- set units = '\\u212a\\u212b\\u2126' -%}
    case
            when {{ text }} rlike '{{ hidden_signs() }}|^["\'`]|["\'`]$|{{ says_nothing(is_key=true) }}' then nullif(regexp_replace(
                -- "007" and '007 are how a spreadsheet is told to keep its hands off 007
                btrim(
                    translate(
                        {{ clean_text(text) }},
                        '{{ wide }}{{ units }}{{ dashes }}',
                        '{{ plain }}KÅΩ{{ '-' * dashes | length }}'
                    ),
                    ' "\'`´‘’“”'
                ),
                '{{ says_nothing(is_key=true) }}',
                ''
            ), '')
            else {{ text }}
        end
{%- endmacro %}
