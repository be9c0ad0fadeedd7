{# What customers have been worth and may be worth in three years, of a query with a row for each of
   them (see _macros.yml). #}
{% macro lifetime_value(customers, value, segments, minimum, unit='') -%}
    select
        customers.*,
        customers.order_count > 1 as is_repeat_customer,
        {{ average_amount('customers.' ~ value, 'customers.order_count') }} as average_order_value{{ unit }},
        -- what the customer spends a year, for three years; less than a year counts as one
        {{ average_amount(
            'customers.' ~ value ~ ' * (3 * 365)', 'greatest(customers.tenure_days, 365)'
        ) }} as predicted_clv{{ unit }},
        get(
            filter(
                segments.ranked,
                each -> customers.order_count >= each.min_order_count
                and customers.{{ value }} >= each.{{ minimum }}
            ),
            0
        ).segment as segment
    from {{ customers }} as customers
    -- one row, best segment first: a join would give a row for each segment that a customer is in
    cross join (
        select sort_array(collect_list(struct(rank, segment, min_order_count, {{ minimum }}))) as ranked
        from {{ segments }}
    ) as segments
{%- endmacro %}
