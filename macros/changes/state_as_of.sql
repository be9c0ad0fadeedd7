{# What a history says of a time, as a query in brackets (see _macros.yml). #}
{% macro state_as_of(history, time) -%}
    (
        select *
        from {{ ref(history) }} as versions
        where {{ held_at('versions', time) }}
    )
{%- endmacro %}
