{# The pattern of texts that stand for an empty one, in any case (see _macros.yml). #}
{% macro says_nothing(words=[], signs='[\\p{P}=~|]+') -%}
    {%- set common = [
        '\\(null\\)', '\\[null\\]', '<null>', 'null', '\\\\n',
        'n/a', '<na>', '#n/a( n/a)?', '-?nan', 'none', 'nil',
        '#(null|ref|value|num|div/0|error)!', '#name\\?',
    ] -%}
    (?i)^({{ (common + words + [signs]) | join('|') | replace('\\', '\\\\') }})$
{%- endmacro %}
