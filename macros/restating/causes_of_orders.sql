{# The steps to the orders that came into a month or left it, each with the cause of the first of its
   lines that changed (see _macros.yml). Expects the CTEs `contributions_before`, `contributions_after`
   and `classified`, ends with the CTE `caused_orders`. #}
{% macro causes_of_orders() -%}
counted_orders as (

    select distinct
        order_key,
        month,
        -1 as part
    from contributions_before
    where is_counted
    union all
    select distinct
        order_key,
        month,
        1 as part
    from contributions_after
    where is_counted

),

order_parts as (

    select
        order_key,
        month,
        cast(sum(part) as decimal(38, 2)) as part
    from counted_orders
    group by order_key, month
    having sum(part) <> 0

),

order_causes as (

    select
        order_key,
        min_by(struct(cause, detail, feed, file_path, line_number), line_key) as reason
    from classified
    group by order_key

),

caused_orders as (

    select
        'orders' as kpi,
        order_parts.month,
        order_parts.order_key as line_key,
        order_parts.part,
        reason.cause,
        reason.detail,
        reason.feed,
        reason.file_path,
        reason.line_number
    from order_parts
    left join order_causes
        on order_parts.order_key = order_causes.order_key

)
{%- endmacro %}
