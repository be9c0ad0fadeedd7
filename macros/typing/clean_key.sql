{# A delivered id, clean, so that two spellings of it are one; null where it names nothing (see
   _macros.yml). The first branch is the common one: letters and digits, nothing to clean. #}
{% macro clean_key(text) -%}
    {%- set wide = '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ' -%}
    {%- set plain = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz' -%}
    {%- set dashes = '‐‑‒–—―−﹘﹣－' -%}
    {%- set words = ['#?na', 'unknown', 'undefined'] -%}
    case
            when {{ text }} rlike '^[A-Za-z_]*[0-9][0-9A-Za-z_-]*\\z' then {{ text }}
            else nullif(regexp_replace(
                -- "007" and '007 are how a spreadsheet is told to keep its hands off 007
                btrim(
                    translate(
                        {{ clean_text(text) }},
                        '{{ wide }}{{ dashes }}',
                        '{{ plain }}{{ '-' * dashes | length }}'
                    ),
                    ' "\'`´‘’“”'
                ),
                '{{ says_nothing(words, '[^\\p{L}\\p{N}]{1,2}') }}',
                ''
            ), '')
        end
{%- endmacro %}
