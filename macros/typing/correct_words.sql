{# Misspelt words mended wherever they stand in a text, in any case, but not inside of longer words.
   Both sides of a correction are text: what means something to a pattern is quoted (see
   _macros.yml). #}
{% macro correct_words(text, corrections) -%}
    aggregate(
            {{ corrections }},
            {{ text }},
            (mended, word) -> regexp_replace(
                mended,
                concat(
                    '(?iu)(?<![\\p{L}\\p{N}_])',
                    regexp_replace(word.misspelt, '([^\\p{L}\\p{N} ])', '\\\\$1'),
                    '(?![\\p{L}\\p{N}_])'
                ),
                regexp_replace(word.correct, '([$\\\\])', '\\\\$1')
            )
        )
{%- endmacro %}
