{# The wall-clock time that a text shows, strictly, null where it is none (see _macros.yml). #}
{% macro local_time(text) -%}
    if(
            {{ trimmed(text) }} rlike '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$',
            try_cast({{ trimmed(text) }} as timestamp),
            null
        )
{%- endmacro %}
