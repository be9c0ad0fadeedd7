{# A revenue report of the web shop (see _macros.yml). #}
{% macro webshop_revenue_by(name, column) -%}
with

sold as (

    select * from {{ ref('rpt_webshop_sales') }}
    where not is_cancelled

),

final as (

    select
        {{ column }} as {{ name }},

        {{ webshop_measures() }}
    from sold
    group by {{ column }}

)

select * from final
{%- endmacro %}
