{{
    config(
        meta={'mend': 'Correct the feed in seeds/reject_limits.csv; vars.feeds in dbt_project.yml has their names.'},
    )
}}

select limits.feed
from {{ ref('reject_limits') }} as limits
where
    limits.feed not in (
        {%- for feed in feeds(built_only=false) %}
        '{{ feed.feed }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
