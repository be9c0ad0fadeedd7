{# The pattern of texts that stand for an empty one, in any case, and of the empty one (see _macros.yml). #}
{% macro says_nothing(is_key=false) -%}
    {%- set words = [
        'null', 'none', 'nil', 'nan', 'nat', 'n/a', 'n[.]a[.]?', 'not (available|applicable|set)', 'no data',
    ] -%}
    {#- may be a region, a brand or a category, but name no record and stand for nothing in brackets -#}
    {%- set no_names = ['na', 'blank', 'empty', 'missing', 'unknown', 'undefined'] -%}
    {%- set no_keys = no_names + ['unassigned', 'tbd', 'tba', 'tbc'] if is_key else [] -%}
    {%- set signs = '[^\\p{L}\\p{N}]{1,2}' if is_key else '[\\p{P}=~|]+' -%}
    {%- set others = [
        '\\\\n', '-nan', '-?1[.]#[a-z]+',
        '#[¿¡]?\\p{L}[\\p{L}\\p{N}/_ ]*[!?]', '#(n/[ad]|na|nv|nd|[Нн]/[Дд]|getting_data)', '#n/a n/a',
    ] -%}
    (?i)^({{ (
        [
            '[(\\[{<](' ~ (words + no_names) | join('|') ~ ')[)\\]}>]',
            (words + no_keys) | join('|'),
        ] + others + [signs]
    ) | join('|') | replace('\\', '\\\\') }})?$
{%- endmacro %}
