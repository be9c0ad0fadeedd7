{# Query of what each order line of the web shop brought to the published months at a time (see
   _macros.yml). #}
{% macro contributions_webshop(delivered, time) -%}
    select
        lines.order_line_key as line_key,
        lines.order_key,
        lines.customer_id as customer_key,
        lines.order_line_key as cell_key,
        cast(trunc(lines.order_date, 'month') as date) as month,
        cast(null as string) as says,
        concat_ws('|', lines.currency, lines.order_date) as term,
        lines.currency as term_key,
        lines.order_date as term_date,
        not lines.is_cancelled as is_counted,
        lines.exchange_rate as factor,

        cast(if(lines.is_cancelled, 0, 1) as decimal(38, 2)) as order_lines,
        cast(if(lines.is_cancelled, 0, lines.quantity) as decimal(38, 2)) as units,
        {%- for name in ['gross', 'discount', 'net', 'tax', 'sale'] %}
        lines.{{ name }}_amount,
        cast(if(lines.is_cancelled, 0, coalesce(lines.{{ name }}, 0)) as decimal(38, 2)) as {{ name }},
        {%- endfor %}
        cast(if(lines.is_cancelled, coalesce(lines.net, 0), 0) as decimal(38, 2)) as lost_revenue,

        {{ line_struct('delivered') }} as line,
        cast(null as struct<
            feed: string, record: string, file_id: bigint, file_path: string, line_number: int, arrived_at: timestamp,
            is_deletion: boolean
        >) as other_line
    from {{ table_at('fct_webshop_order_lines', time) }} as lines
    left join {{ table_at('int_webshop__order_lines', time) }} as cleaned
        on lines.order_line_key = cleaned.order_line_key
    left join {{ delivered }} as delivered
        on
            cleaned.source_feed = delivered.folder
            and cleaned.order_id = delivered.order_id
            and cleaned._file_path = delivered.file_path
            and cleaned._line_number = delivered.line_number
            and delivered.is_counted
{%- endmacro %}
