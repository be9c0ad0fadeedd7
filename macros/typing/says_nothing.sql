{# The pattern of texts that stand for an empty one, in any case (see _macros.yml). #}
{% macro says_nothing(words=[], signs='[\\p{P}=~|]+') -%}
    {%- set common = [
        'null', 'none', 'nil', 'nan', 'nat', 'n/a', 'n[.]a[.]?', 'not (available|applicable|set)', 'no data',
    ] -%}
    {%- set bracketed = ['na', 'blank', 'empty', 'missing', 'unknown', 'undefined'] -%}
    {%- set others = [
        '\\\\n', '-nan', '-?1[.]#[a-z]+',
        '#[¿¡]?\\p{L}[\\p{L}\\p{N}/_ ]*[!?]', '#(n/[ad]|na|nv|nd|[Нн]/[Дд]|getting_data)', '#n/a n/a',
    ] -%}
    (?i)^({{ (
        [
            '[(\\[{<](' ~ (common + bracketed) | join('|') ~ ')[)\\]}>]',
            (common + words) | join('|'),
        ] + others + [signs]
    ) | join('|') | replace('\\', '\\\\') }})$
{%- endmacro %}
