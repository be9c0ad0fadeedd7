{{
    config(
        incremental_strategy='merge',
        unique_key='monthly_sale_key',
        meta={'delete_when': 'order_line_count = 0', 'optimize_by': ['month']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set months = changed_sales_months(
    ref('int_distribution__order_line_rows'),
    ref('dim_distribution_prices'),
) %}
{%- set is_recomputed = 'true' %}
{%- if months is not none %}
    {%- set is_recomputed = 'month in (' ~ (months | join(', ') or 'null') ~ ')' %}
{%- endif %}

with

order_lines as (

    select
        *,
        order_month as month
    from {{ ref('int_distribution__order_lines') }}

),

prices as (

    select * from {{ ref('dim_distribution_prices') }}

),

-- The newest judgement of each company, so that the next run knows what this one has seen.
watermarks as (

    select
        company,
        max(_judgement_id) as _judgement_id
    from {{ ref('int_distribution__order_line_rows') }}
    group by company

),

monthly as (

    select
        company,
        month,
        product_id,
        customer_id,

        sum(quantity) as quantity,
        count(*) as order_line_count
    from order_lines
    where {{ is_recomputed }}
    group by company, month, product_id, customer_id

),

{% if months is not none -%}
-- Groups that every line has left: merged as a count of 0, which deletes them.
deserted as ( -- noqa: ST03

    select
        stored.company,
        stored.month,
        stored.product_id,
        stored.customer_id,

        cast(0 as bigint) as quantity,
        cast(0 as bigint) as order_line_count
    from (
        select * from {{ this }}
        where {{ is_recomputed }}
    ) as stored
    left anti join monthly
        on
            stored.company = monthly.company
            and stored.month = monthly.month
            and stored.product_id = monthly.product_id
            and stored.customer_id = monthly.customer_id

),

{% endif -%}
groups as (

    select * from monthly
    {%- if months is not none %}
    union all
    select * from deserted
    {%- endif %}

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['groups.company', 'groups.month', 'groups.product_id', 'groups.customer_id']
        ) }} as monthly_sale_key,
        {{ dbt_utils.generate_surrogate_key(
            ['groups.company', 'groups.product_id']
        ) }} as product_key,
        {{ dbt_utils.generate_surrogate_key(
            ['groups.company', 'groups.customer_id']
        ) }} as customer_key,
        groups.company,
        groups.month,
        groups.product_id,
        groups.customer_id,

        groups.quantity,
        prices.price_inr,
        cast(groups.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr,
        groups.order_line_count,

        watermarks._judgement_id
    from groups
    left join prices
        on
            groups.company = prices.company
            and groups.product_id = prices.product_id
            and year(groups.month) = prices.price_year
    left join watermarks
        on groups.company = watermarks.company

)

select * from final
