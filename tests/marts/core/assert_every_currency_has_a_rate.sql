{{
    config(
        enabled=is_in_business('webshop'),
        severity='warn',
        meta={
            'mend': 'Deliver a rate of the currency to the reporting currency in webshop/exchange_rates (rate_date, '
            ~ 'from_currency, to_currency, rate): the next run values the lines that are stored. If the code is a '
            ~ 'mistake of a file, deliver that file again.',
            'shows_rows': true,
        },
    )
}}

-- A currency without a rate to the reporting currency: what of it counts in its own currency only.
with

lines as (

    select
        'webshop' as line_of_business,
        lines.currency,
        min(lines.order_date) as first_day,
        max(lines.order_date) as last_day,
        count(*) as line_count,
        count(distinct delivered._file_path) as file_count,
        array_join(slice(array_sort(collect_set(delivered._file_path)), 1, 3), ', ') as first_files
    from {{ ref('fct_webshop_order_lines') }} as lines
    inner join {{ ref('int_webshop__order_lines') }} as delivered
        on lines.order_line_key = delivered.order_line_key
    where lines.is_without_rate
    group by lines.currency

),

-- of the other lines of business, whose currency is one for all files
others as (

    select
        line_of_business,
        currency,
        min(date) as first_day,
        max(date) as last_day,
        cast(null as bigint) as line_count,
        cast(null as bigint) as file_count,
        cast(null as string) as first_files
    from {{ ref('fct_revenue') }}
    where
        is_without_rate
        and line_of_business <> 'webshop'
    group by line_of_business, currency

)

select * from lines
union all
select * from others
