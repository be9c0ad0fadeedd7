{# What a text stands for by a seed, in any case; null where nobody knows it (see _macros.yml). #}
{% macro meaning_of(text, meanings) -%}
    {%- if meanings -%}
    try_element_at(
            map(
                {%- for spelling, meaning in meanings.items() %}
                {{ sql_literal(spelling) }}, {{ sql_literal(meaning) }}{{ ',' if not loop.last }}
                {%- endfor %}
            ),
            lower({{ text }})
        )
    {%- else -%}
    cast(null as string)
    {%- endif -%}
{%- endmacro %}
