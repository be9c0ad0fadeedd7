{# What bronze of a feed had loaded by a time, as a query in brackets (see _macros.yml). #}
{% macro known_at(bronze, time) -%}
    (
        select *
        from {{ ref(bronze) }}
        where _loaded_at <= timestamp'{{ time }}'
    )
{%- endmacro %}
