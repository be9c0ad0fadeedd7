{# A line of a file for a message: cut, and with what cannot be seen written as U+00A0; nothing of a feed
   whose files may hold personal data (see _macros.yml). #}
{% macro spelled_out(text, feed) -%}
    {%- if not feed.is_quoted -%}
    '({{ withheld() }})'
    {%- else -%}
    {#- one character at a time: a message has at most 200 of them -#}
    array_join(transform(
            split(left({{ text }}, 200), ''),
            letter -> if(
                letter rlike '[\\p{Cc}\\p{Cn}\\x{2800}{{ invisible_letters() }}]|(?! )\\p{Z}',
                concat('U+', lpad(hex(ascii(letter)), greatest(4, length(hex(ascii(letter)))), '0')),
                letter
            )
        ), '')
    {%- endif -%}
{%- endmacro %}
