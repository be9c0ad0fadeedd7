{# Query of what each order line of distribution brought to the published months at a time (see
   _macros.yml). #}
{% macro contributions_distribution(delivered, time) -%}
    select
        concat_ws('|', sold.feed, sold.record, sold.copy_number) as line_key,
        concat_ws('|', sold.company, sold.customer_id) as customer_key,
        concat_ws('|', sold.company, sold.order_month, sold.product_id, sold.customer_id) as cell_key,
        sold.order_month as month,
        cast(null as string) as says,
        concat_ws('|', sold.company, sold.product_id, year(sold.order_month)) as term,
        concat_ws('|', sold.company, sold.product_id) as term_key,
        make_date(year(sold.order_month), 12, 31) as term_date,
        true as is_counted,
        sales.price_inr as factor,

        cast(1 as decimal(38, 2)) as order_lines,
        cast(sold.quantity as decimal(38, 2)) as units,
        cast(coalesce(sold.quantity * sales.price_inr, 0) as decimal(38, 2)) as revenue,

        {{ line_struct('delivered') }} as line,
        cast(null as struct<
            feed: string, record: string, file_id: bigint, file_path: string, line_number: int, arrived_at: timestamp,
            is_deletion: boolean
        >) as other_line
    from (
        {%- for feed in feeds('distribution', 'orders') if version_at(feed.judged, time) is not none %}
        select
            '{{ feed.feed }}' as feed,
            '{{ feed.source }}' as company,
            cast(_record_hash as string) as record,
            -- which of several lines of one key in the file that counts
            row_number() over (partition by _record_hash order by _line_number) as copy_number,
            order_month,
            product_id,
            customer_id,
            quantity,
            _file_id,
            _line_number
        from {{ table_at(feed.judged, time) }}
        where _outcome = 'accepted'
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as sold
    inner join {{ delivered }} as delivered
        on
            sold.feed = delivered.feed
            and sold._file_id = delivered.file_id
            and sold._line_number = delivered.line_number
    left join {{ table_at('fct_distribution_monthly_sales', time) }} as sales
        on
            sold.company = sales.company
            and sold.order_month = sales.month
            and sold.product_id = sales.product_id
            and sold.customer_id = sales.customer_id
{%- endmacro %}
