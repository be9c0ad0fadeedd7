{# A text that has hidden signs without them (see _macros.yml). #}
{% macro without_hidden_signs(text) -%}
    {%- set control = '\\x{00}-\\x{08}\\x{0e}-\\x{1f}\\x{7f}-\\x{84}\\x{86}-\\x{9f}' | replace('\\', '\\\\') -%}
    {%- set white_space = '\\p{Z}\\s\\x{0b}\\x{85}\\x{2800}' | replace('\\', '\\\\') -%}
    trim(regexp_replace(
                    regexp_replace(
                        regexp_replace({{ text }}, '[{{ control }}{{ invisible_letters() }}]', ''),
                        '(?s)^[{{ white_space }}]*="(.*)"[{{ white_space }}]*$',
                        '$1'
                    ),
                    '[{{ white_space }}]+',
                    ' '
                ))
{%- endmacro %}
