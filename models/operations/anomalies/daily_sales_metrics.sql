with

-- A day in the future is somebody's mistake, and would be the end of every calendar.
sold as (

    select * from {{ ref('sold_lines') }}
    where day <= (select max(cast(files.file_modified_at as date)) from {{ ref('row_accounting') }} as files)

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
        cast(count(*) as double) as order_count,
        cast(count_if(not coalesce(is_cancelled, false)) as double) as kept_count,
        cast(count_if(is_cancelled) as double) as cancelled_count,
        cast(count(is_cancelled) as double) as known_count,
        cast(sum(if(coalesce(is_cancelled, false), 0, revenue)) as double) as revenue,
        array_sort(array_distinct(flatten(collect_list(files)))) as files
    from orders
    group by line_of_business, day

),

known as (

    select distinct
        line_of_business,
        region
    from sold

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
    inner join known
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

-- Far fewer than its share, by Poisson's law: once in six thousand days and regions by chance.
missing_regions as (

    select
        line_of_business,
        day,
        cast(count_if(
            2 * (sqrt(usual_share * day_count + 0.375) - sqrt(order_count + 0.375)) > 3.6
        ) as double) as region_count,
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
            'orders', days.order_count, days.order_count,
            'revenue', days.revenue, days.kept_count,
            'average_order_value', try_divide(days.revenue, days.kept_count), days.kept_count,
            'cancellation_rate', try_divide(days.cancelled_count, days.known_count), days.known_count,
            'missing_regions', if(missing_regions.known_count > 0, missing_regions.region_count, null), 1d
        ) as (metric, value, weight)
    from days
    left join missing_regions
        on
            days.line_of_business = missing_regions.line_of_business
            and days.day = missing_regions.day

)

select * from final
