{# A UTC time with or without T, fractions and Z, strictly, null otherwise (see _macros.yml). #}
{% macro utc_time(text) -%}
    if(
            {{ text }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z?$',
            try_cast(replace(replace({{ text }}, 'T', ' '), 'Z', '') as timestamp),
            null
        )
{%- endmacro %}
