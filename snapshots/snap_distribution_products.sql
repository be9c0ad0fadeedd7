{% snapshot snap_distribution_products %}
{{
    config(
        unique_key='product_key',
        strategy='check',
        check_cols='all',
        hard_deletes='invalidate',
    )
}}

select * except (is_active)
from {{ ref('int_distribution__products') }}
where is_active

{% endsnapshot %}
