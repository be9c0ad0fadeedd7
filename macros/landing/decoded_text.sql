{# A text in UTF-8 or, where its bytes are none, in Windows-1252, given as a text in which each character
   is a byte (see _macros.yml). #}
{% macro decoded_text(bytes, utf8) -%}
    {#- the five bytes that Windows-1252 does not define stay what they are in Latin-1 -#}
    if(is_valid_utf8({{ utf8 }}), {{ utf8 }}, translate(
            {{ bytes }},
            '\u0080\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008e\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009e\u009f',
            '\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178'
        ))
{%- endmacro %}
