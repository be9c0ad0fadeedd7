{# A number of bytes for people (see _macros.yml). #}
{% macro readable_bytes(bytes) %}
    {{ return((bytes or 0) | filesizeformat(true)) }}
{% endmacro %}
