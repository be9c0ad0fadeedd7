{# A text without invisible characters, and with plain spaces for all others (see _macros.yml). #}
{% macro without_invisible(text) -%}
    {#- characters that have no partner in the second list are taken out -#}
    translate(
        {{ text }},
        '\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u00ad\u180e\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u034f\u061c',
        '                '
    )
{%- endmacro %}
