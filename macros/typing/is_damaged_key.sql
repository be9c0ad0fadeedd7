{# Whether one of the ids of a row, each cleaned, is what a spreadsheet or a wrong encoding left of
   it (see _macros.yml). The ids are tried as lines of one text; the first condition is the common
   one: letters and digits, nothing to try. #}
{% macro is_damaged_key(keys) -%}
    {%- set day = '(0?[1-9]|[12][0-9]|3[01])' -%}
    {#- English ones in any case, those of other languages as spreadsheets write them -#}
    {%- set month = '((?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|Jän|Mrz|Mär|Mai|Okt|Dez'
        ~ '|ene|abr|ago|set|dic|fev|out|dez|gen|mag|giu|lug|ott|janv|févr|mars|avr|mai|juin|juil|août|sept|déc)' -%}
    {%- set year = '((19|20)[0-9]{2})' -%}
    {%- set time = '[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]*)?)?Z?' -%}
    {%- set amount = '[0-9][0-9.,]*' -%}
    {%- set separator = '[,.\'’ ]' -%}
    {%- set damages = [
        '^[+-]?[0-9]+([.,][0-9]*)? ?[eE] ?[+-] ?[0-9]+$', '^[+-]?[0-9]+[.,][0-9]*[eE][0-9]+$',
        '^[+-]?[0-9]+([.,][0-9]*)? ?[x×*] ?10\\^[+-]?[0-9]+$',
        '^[+-]?[0-9]+[.,]0*$', '^[+][0-9]+$',
        '^[+-]?[0-9]{1,3}(' ~ separator ~ '[0-9]{3})+([.,][0-9]*)?$',
        '^[+-]?[0-9]{1,2}(' ~ separator ~ '[0-9]{2})+' ~ separator ~ '[0-9]{3}([.,][0-9]*)?$',
        '^\\p{Sc} ?' ~ amount ~ '$', '^' ~ amount ~ ' ?[\\p{Sc}%]$', '^[(]' ~ amount ~ '[)]$',
        '^' ~ day ~ '([-/ ]|[.] ?)' ~ month ~ '[.]?([-/. ]+[0-9]{2,4})?$',
        '^' ~ day ~ '[-/.]' ~ day ~ '[-/.]' ~ year ~ '(' ~ time ~ ')?$', '^' ~ day ~ '/' ~ day ~ '/[0-9]{2}$',
        '^' ~ year ~ '[-/.]' ~ day ~ '[-/.]' ~ day ~ time ~ '$',
        '^=.*[\\p{L}\\p{N}]', '^[^\\p{L}\\p{N}\\n#?]*[#?][^\\p{L}\\p{N}\\n]*$',
        '[\\p{L}\\p{N}][?][\\p{L}\\p{N}]', '[\\x{c2}\\x{c3}][\\x{a1}-\\x{bf}]', '\\x{e2}\\x{20ac}',
        '&(#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z]+);', '_x[0-9a-fA-F]{4}_', '%[0-9A-F]{2}',
        '[\\x{fffc}\\x{fffd}\\x{0300}-\\x{036f}\\x{0653}-\\x{0655}\\x{1161}-\\x{11c2}\\x{3099}\\x{309a}]',
        '[\\x{fb00}-\\x{fb06}\\x{ff00}-\\x{ffef}\\x{1d400}-\\x{1d7ff}]', '[\\p{Nd}&&[^0-9]]',
        '^(?=.*\\p{IsLatin}).*[\\p{IsCyrillic}\\p{IsGreek}]',
    ] | join('|') | replace('\\', '\\\\') | replace("'", "\\'") -%}
    {%- set ids = "concat_ws('\\n', " ~ keys | join(', ') ~ ")" -%}
    {{ ids }} rlike '[^0-9A-Za-z_\n]|_x' and {{ ids }} rlike '(?m){{ damages }}'
{%- endmacro %}
