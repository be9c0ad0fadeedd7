{%- set weekdays %}over (
            partition by subject, metric, weekday(day) order by day rows between 8 preceding and 1 preceding
        ){% endset %}
{%- set recent = 'over (partition by subject, metric order by day rows between 14 preceding and 1 preceding)' %}
{%- set past_days = 'over (partition by subject, metric order by day rows between 56 preceding and 1 preceding)' %}
with

limits as (

    select * from {{ ref('anomaly_limits') }}

),

each_special_day as (

    select
        line_of_business,
        kind,
        explode(sequence(first_day, last_day)) as day
    from {{ ref('special_days') }}

),

special as (

    select
        line_of_business,
        day,
        bool_or(kind = 'holiday') as is_holiday
    from each_special_day
    group by line_of_business, day

),

scaled as (

    select
        metrics.*,
        coalesce(own.scale, limits.scale) as scale,
        coalesce(own.direction, limits.direction) as direction,
        coalesce(own.least_sigma, limits.least_sigma) as least_sigma,
        coalesce(own.week_at, limits.week_at) as week_at,
        -- on a day of which more is expected, more has to happen
        case when special.is_holiday then 2 when special.day is not null then 1.25 else 1 end as patience,
        coalesce(own.warn_at, limits.warn_at) * patience as warn_at,
        coalesce(own.severe_at, limits.severe_at) * patience as severe_at,
        special.day is not null as is_special,
        if(coalesce(own.scale, limits.scale) = 'log', ln(greatest(metrics.value, 0.5)), metrics.value) as x,
        metrics.is_absent or coalesce(special.is_holiday, false) as is_no_example
    from {{ ref('daily_metrics') }} as metrics
    inner join limits
        on metrics.metric = limits.metric and limits.subject = 'every'
    left join limits as own
        on metrics.metric = own.metric and metrics.subject = own.subject
    left join special
        on metrics.line_of_business = special.line_of_business and metrics.day = special.day
    where not metrics.is_open

),

examples as (

    select
        *,
        if(is_no_example, null, x) as example
    from scaled

),

-- The same weekday of eight weeks; until three of them are known, the days of the last two weeks.
centred as (

    select
        *,
        avg(if(is_absent, 0, 1)) {{ weekdays }} as presence,
        case
            when count(example) {{ weekdays }} >= 3 then percentile(example, 0.5) {{ weekdays }}
            when count(example) {{ recent }} >= 7 then percentile(example, 0.5) {{ recent }}
        end as center
    from examples

),

-- How far days were from what was expected of them, and what chance alone makes of a few.
final as (

    select
        *,
        case
            when count(example - center) {{ past_days }} >= 14 then greatest(
                1.4826 * percentile(abs(example - center), 0.5) {{ past_days }},
                least_sigma,
                case
                    when metric = 'orders' then 1 / sqrt(greatest(exp(center), 1))
                    -- rows come by orders, two together
                    when metric = 'rows' then sqrt(2 / greatest(exp(center), 1))
                    when scale = 'share'
                        then sqrt(greatest(center, 1 / weight) * (1 - least(center, 1 - 1 / (weight + 1))) / weight)
                    else 0
                end
            )
        end as sigma
    from centred

)

select * from final
