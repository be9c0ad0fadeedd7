{# A table as it was at a time, for a `from`; none where there was no table yet (see _macros.yml). #}
{% macro table_at(name, time) %}
    {% set version = version_at(name, time) %}
    {{ return(none if version is none else ref(name) ~ ' version as of ' ~ version) }}
{% endmacro %}
