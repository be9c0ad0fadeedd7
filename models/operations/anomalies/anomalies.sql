{%- set week = 'over (partition by subject, metric order by day rows between 6 preceding and current row)' %}
with

-- A day that is far off, and seven days that are all off by a little.
judged as (

    select
        *,
        (x - center) / sigma as z,
        if(
            is_special or count((example - center) / sigma) {{ week }} < 6,
            0,
            percentile((example - center) / sigma, 0.5) {{ week }}
        ) as week_z,
        day >= date_sub(max(day) over (partition by kind), 3) as is_recent
    from {{ ref('expected_metrics') }}

),

found as (

    select
        *,
        if(abs(z) >= warn_at, z, week_z) as off_by,
        if(abs(z) >= warn_at, warn_at, week_at) * sigma as allowed
    from judged
    where
        -- a week that is over already is no news
        (abs(z) >= warn_at or (abs(week_z) >= week_at and z * sign(week_z) >= 1))
        -- nothing is missing of who does not come on such a day
        and (not is_absent or presence >= 0.75)

),

final as (

    select
        day,
        kind,
        subject,
        metric,
        value as found,
        case
            when direction = 'up' then 0d
            when scale = 'log' then exp(center - allowed)
            else greatest(center - allowed, 0d)
        end as expected_low,
        case scale
            when 'log' then exp(center + allowed)
            when 'share' then least(center + allowed, 1d)
            else center + allowed
        end as expected_high,
        if(abs(z) >= severe_at, 'severe', 'warning') as severity,
        if(abs(z) >= warn_at, 'day', 'week') as reason,
        slice(files, 1, 20) as files,
        is_recent
    from found
    where direction = 'both' or off_by > 0

)

select * from final
