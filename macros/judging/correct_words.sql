{# Misspelt words mended wherever they stand in a text, in any case (see _macros.yml). #}
{% macro correct_words(text, corrections) -%}
    aggregate(
            {{ corrections }},
            {{ text }},
            (mended, word) -> regexp_replace(
                mended, concat('(?i)\\b', word.misspelt, '\\b'), word.correct
            )
        )
{%- endmacro %}
