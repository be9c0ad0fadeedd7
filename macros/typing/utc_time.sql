{# A UTC time with or without T, fractions and Z, strictly, null otherwise (see _macros.yml). #}
{% macro utc_time(text) -%}
    try_cast(
            translate(
                regexp_extract(
                    {{ visible_text(text) }},
                    '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z?$',
                    0
                ),
                'TZ',
                ' '
            ) as timestamp
        )
{%- endmacro %}
