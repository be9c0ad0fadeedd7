{% snapshot snap_distribution_prices %}
{{
    config(
        unique_key='price_key',
        strategy='check',
        check_cols='all',
        hard_deletes='invalidate',
    )
}}

select *
from {{ ref('int_distribution__prices') }}

{% endsnapshot %}
