{# Misspelt words mended wherever they stand in a text, in any case, but not inside of longer words.
   Both sides of a correction are text: what means something to a pattern is quoted, and nothing on the
   right side takes the word out (see _macros.yml). #}
{% macro correct_words(text, corrections) -%}
    aggregate(
            {{ corrections }},
            {{ text }},
            (mended, word) -> regexp_replace(
                mended,
                concat(
                    '(?iu)(?<![\\p{L}\\p{N}_])',
                    regexp_replace(word.misspelt, '([^\\p{L}\\p{N} ])', '\\\\$1'),
                    if(word.correct is null, '(?![\\p{L}\\p{N}_]) ?', '(?![\\p{L}\\p{N}_])')
                ),
                regexp_replace(coalesce(word.correct, ''), '([$\\\\])', '\\\\$1')
            )
        )
{%- endmacro %}
