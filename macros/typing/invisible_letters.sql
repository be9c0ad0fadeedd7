{# What nobody sees and no control character is, for the inside of a character class of a pattern (see
   _macros.yml). #}
{% macro invisible_letters() -%}
    {{- [
        '\\p{Cf}', '\\p{Co}',
        '\\x{034f}', '\\x{115f}', '\\x{1160}', '\\x{17b4}', '\\x{17b5}', '\\x{180b}-\\x{180f}', '\\x{2065}',
        '\\x{3164}', '\\x{fdd0}-\\x{fdef}', '\\x{fe00}-\\x{fe0f}', '\\x{ffa0}', '\\x{fff0}-\\x{fff8}',
        '\\x{fffe}\\x{ffff}', '\\x{e0000}-\\x{e0fff}',
    ] | join | replace('\\', '\\\\') -}}
{%- endmacro %}
