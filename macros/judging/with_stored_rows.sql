{# The rows that arrived together with the stored rows that they can change (see _macros.yml). Ends with
   the CTE `candidates`. #}
{% macro with_stored_rows(state, carried, arrived, touched) -%}
{% if state.keeps_stored -%}
stored as (

    select
        {%- for name in carried %}
        stored.{{ name }},
        {%- endfor %}
        stored._judgement_hash as _stored_judgement_hash
    from {{ this }} as stored
    {{ touched }}

),

{% endif -%}
candidates as (

    select
        {%- for name in carried %}
        {{ name }},
        {%- endfor %}
        cast(null as bigint) as _stored_judgement_hash
    from {{ arrived }}
    {%- if state.keeps_stored %}
    union all
    select * from stored
    {%- endif %}

)
{%- endmacro %}
