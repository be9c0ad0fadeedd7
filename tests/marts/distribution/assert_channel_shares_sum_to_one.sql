{{
    config(
        meta={
            'mend': 'rpt_distribution_channel_revenue_share leaves a channel out or counts one twice; compare it with rpt_distribution_sales.',
        },
    )
}}

-- Shares are exact to about six decimals. Without revenue there are none, and nothing to compare.
select sum(revenue_share) as total_share
from {{ ref('rpt_distribution_channel_revenue_share') }}
having abs(sum(revenue_share) - 1) > 0.00001
