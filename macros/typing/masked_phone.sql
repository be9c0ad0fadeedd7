{# A phone number of which nothing but the country's prefix and the last two digits can be read (see
   _macros.yml). #}
{% macro masked_phone(text) -%}
    concat(
            regexp_extract({{ text }}, '^([+][0-9]{1,3}(?=[ -]))?', 0),
            regexp_replace(
                regexp_replace({{ text }}, '^[+][0-9]{1,3}(?=[ -])', ''), '[0-9](?=([^0-9]*[0-9]){2})', '*'
            )
        )
{%- endmacro %}
