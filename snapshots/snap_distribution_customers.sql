{% snapshot snap_distribution_customers %}
{{
    config(
        unique_key='customer_key',
        strategy='check',
        check_cols='all',
        hard_deletes='invalidate',
    )
}}

select * except (is_active)
from {{ ref('int_distribution__customers') }}
where is_active

{% endsnapshot %}
