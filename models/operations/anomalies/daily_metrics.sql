with

registered as (

    {%- for feed in feeds() %}
    select
        '{{ feed.feed }}' as feed,
        '{{ feed.line }}' as line_of_business
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- Of feeds, by the day on which their files came.
arrivals as (

    select
        accounting.feed as subject,
        cast(accounting.file_modified_at as date) as day,
        max(registered.line_of_business) as line_of_business,
        sum(accounting.landed_row_count) as row_count,
        sum(accounting.rejected_row_count) as rejected_count,
        sum(accounting.superseded_row_count) as superseded_count,
        sum(accounting.file_size_bytes) as byte_count,
        min(accounting.file_modified_at) as first_at,
        array_sort(collect_set(accounting.file_path)) as files
    from {{ ref('row_accounting') }} as accounting
    inner join registered
        on accounting.feed = registered.feed
    group by accounting.feed, cast(accounting.file_modified_at as date)

),

measured as (

    select
        'feed' as kind,
        line_of_business,
        subject,
        day,
        files,
        stack(
            5,
            'rows', cast(row_count as double), cast(row_count as double),
            'bytes', cast(byte_count as double), cast(row_count as double),
            'reject_share', cast(try_divide(rejected_count, row_count) as double), cast(row_count as double),
            'superseded_share', cast(try_divide(superseded_count, row_count) as double), cast(row_count as double),
            'arrival_hour', cast(hour(first_at) + minute(first_at) / 60 as double), 1d
        ) as (metric, value, weight)
    from arrivals
    union all
    select
        'line of business' as kind,
        subject as line_of_business,
        *
    from {{ ref('daily_sales_metrics') }}
    union all
    select
        'line of business' as kind,
        subject as line_of_business,
        *
    from {{ ref('daily_price_metrics') }}

),

-- A day without files has no rows, one without sales no orders; of other metrics nothing is known then.
spans as (

    select
        *,
        max(day) over (partition by kind) as last_day,
        coalesce(lead(day) over (partition by kind, subject, metric order by day), last_day) as next_day,
        if(metric in ('rows', 'orders'), least(date_sub(next_day, 1), date_add(day, 400)), day) as last_empty_day
    from measured
    where value is not null

),

every_day as (

    select
        *,
        explode(sequence(day, greatest(day, last_empty_day))) as each_day
    from spans

),

final as (

    select
        kind,
        line_of_business,
        subject,
        each_day as day,
        metric,
        if(each_day = day, value, 0d) as value,
        if(each_day = day, weight, 1d) as weight,
        each_day > day as is_absent,
        -- a day of sales is over when another one has begun
        each_day = last_day and kind = 'line of business' as is_open,
        if(each_day = day, files, cast(array() as array<string>)) as files
    from every_day

)

select * from final
