{# An entity as it was at a time, as a query in brackets (see _macros.yml). #}
{% macro state_as_of(name, time) -%}
    {%- set entity = change_entities()[name] -%}
    (
        select {{ (entity.key + entity.attributes) | join(', ') }}, valid_from
        from {{ ref('int_marketplace__' ~ name ~ '_history') }} as versions
        where {{ held_at('versions', time) }}
    )
{%- endmacro %}
