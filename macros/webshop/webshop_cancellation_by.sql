{# A cancellation report of the web shop (see _macros.yml). #}
{% macro webshop_cancellation_by(name, column) -%}
with

lines as (

    select * from {{ ref('rpt_webshop_sales') }}

),

counted as (

    select
        {{ column }} as {{ name }},

        count(distinct seller, order_id) as order_count,
        count(distinct if(is_cancelled, struct(seller, order_id), null)) as cancelled_order_count,
        coalesce(sum(net) filter (where is_cancelled), 0) as lost_net,
        coalesce(sum(net), 0) as placed_net,
        count_if(is_without_rate) as lines_without_rate
    from lines
    group by {{ column }}

),

final as (

    select
        {{ name }},

        order_count,
        cancelled_order_count,
        cast(round(
            cast(cancelled_order_count as decimal(10, 0)) / cast(order_count as decimal(10, 0)), 6
        ) as decimal(18, 6)) as cancellation_rate,
        -- the share of a few orders says little
        order_count < {{ var('small_group') }} as is_small_group,
        lost_net,
        placed_net,
        lines_without_rate
    from counted

)

select * from final
{%- endmacro %}
