with

-- A day in the future is somebody's mistake, and would be the end of every calendar.
newest as (

    select max(cast(file_modified_at as date)) as day from {{ ref('file_ledger') }}

),

sold as (

    select sold_lines.*
    from {{ ref('sold_lines') }} as sold_lines
    cross join newest
    where sold_lines.day <= newest.day

),

orders as (

    select
        line_of_business,
        day,
        order_name,
        max(region) as region,
        sum(revenue) as revenue,
        bool_and(is_cancelled) as is_cancelled,
        array_distinct(flatten(collect_list(array(file_path)))) as files
    from sold
    group by line_of_business, day, order_name

),

days as (

    select
        line_of_business,
        day,
        count(*) as order_count,
        count_if(not coalesce(is_cancelled, false)) as kept_count,
        count_if(is_cancelled) as cancelled_count,
        count(is_cancelled) as known_count,
        sum(if(coalesce(is_cancelled, false), 0, revenue)) as revenue,
        array_sort(array_distinct(flatten(collect_list(files)))) as files
    from orders
    group by line_of_business, day

),

-- Each region on each day, with its share of the orders of the four weeks before.
regions as (

    select
        days.line_of_business,
        days.day,
        count(orders.order_name) as order_count,
        max(days.order_count) as day_count,
        sum(count(orders.order_name)) over four_weeks / sum(max(days.order_count)) over four_weeks as usual_share
    from days
    inner join (select distinct line_of_business, region from orders) as known
        on days.line_of_business = known.line_of_business
    left join orders
        on
            days.line_of_business = orders.line_of_business
            and days.day = orders.day
            and known.region = orders.region
    group by days.line_of_business, days.day, known.region
    window four_weeks as (
        partition by days.line_of_business, known.region
        order by date_diff(days.day, date '2000-01-01') range between 28 preceding and 1 preceding
    )

),

-- Far fewer than its share, by Poisson's law: once in two thousand days and regions by chance.
missing_regions as (

    select
        line_of_business,
        day,
        count_if(
            2 * (sqrt(usual_share * day_count + 0.375) - sqrt(order_count + 0.375)) > 3.3
        ) as region_count,
        count(usual_share) as known_count
    from regions
    group by line_of_business, day

),

final as (

    select
        days.line_of_business as subject,
        days.day,
        days.files,
        stack(
            5,
            'orders', cast(days.order_count as double), cast(days.order_count as double),
            'revenue', cast(days.revenue as double), cast(days.kept_count as double),
            'average_order_value', cast(try_divide(days.revenue, days.kept_count) as double), cast(days.kept_count as double),
            'cancellation_rate', cast(try_divide(days.cancelled_count, days.known_count) as double), cast(days.known_count as double),
            'missing_regions', cast(if(missing_regions.known_count > 0, missing_regions.region_count, null) as double), 1d
        ) as (metric, value, weight)
    from days
    left join missing_regions
        on
            days.line_of_business = missing_regions.line_of_business
            and days.day = missing_regions.day

)

select * from final
