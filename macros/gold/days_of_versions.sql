{# The days of orders for which each version of a record counts (see _macros.yml). #}
{% macro days_of_versions(history, key, attributes) -%}
with

versions as (

    select
        {{ key }},
        {%- for name in attributes %}
        {{ name }},
        {%- endfor %}
        cast(valid_from as date) as began_on,
        row_number() over (partition by {{ key }} order by valid_from) as version_number,
        lead(cast(valid_from as date)) over (partition by {{ key }} order by valid_from) as next_began_on
    from {{ history }}

),

final as (

    select
        {{ key }},

        {% for name in attributes -%}
        {{ name }},
        {% endfor %}
        if(version_number = 1, date '0001-01-01', began_on) as applies_from,
        coalesce(date_sub(next_began_on, 1), date '9999-12-31') as applies_to
    from versions
    -- of the versions of one day only the last one counts for its orders
    where
        next_began_on is null
        or version_number = 1
        or began_on < next_began_on

)

select * from final
{%- endmacro %}
