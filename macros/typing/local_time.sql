{# The wall-clock time that a text shows, strictly, null where it is none (see _macros.yml). #}
{% macro local_time(text) -%}
    try_cast(
            regexp_extract(
                {{ visible_text(text) }}, '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$', 0
            ) as timestamp
        )
{%- endmacro %}
