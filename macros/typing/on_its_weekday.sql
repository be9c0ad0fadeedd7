{# A date that was read from a text, null where the word in front of the text's comma is no weekday
   or another day's (see _macros.yml). #}
{% macro on_its_weekday(text, date) -%}
    if(
            regexp_extract(lower({{ text }}), '^([a-z]+),', 1) in ('', lower(date_format({{ date }}, 'EEEE'))),
            {{ date }},
            null
        )
{%- endmacro %}
