-- noqa: disable=LT02
{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='monthly_sale_key',
        meta={'gone_when_null': 'month', 'optimize_by': ['month']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set judged = {} %}
{%- for feed in feeds('distribution', 'orders') %}{% do judged.update({feed.source: ref(feed.judged)}) %}{% endfor %}
{%- set news = since_last_run(judged, {'prices': ref('dim_distribution_prices')}) %}
{%- set changed_months %}
{{ keys_since_last_run(news, ['order_month']) }}
    {%- if is_incremental() and news.prices.is_new %}
    union distinct
    select sales.month
    from {{ this }} as sales
    left join {{ news.prices.relation }} as prices
        on
            sales.company = prices.company
            and sales.product_id = prices.product_id
            and year(sales.month) = prices.price_year
    where not sales.price_inr <=> prices.price_inr
    {%- endif %}
{%- endset %}
{%- set is_recomputed = in_values_of('month', changed_months) %}

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

monthly as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['company', 'month', 'product_id', 'customer_id']
        ) }} as monthly_sale_key,
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

{% if is_incremental() -%}
stored as ( -- noqa: ST03

    select monthly_sale_key from {{ this }}
    where {{ is_recomputed }}

),

{% endif -%}
final as (

    select
        monthly_sale_key, -- noqa: RF02
        {{ dbt_utils.generate_surrogate_key(
            ['monthly.company', 'monthly.product_id']
        ) }} as product_key,
        {{ dbt_utils.generate_surrogate_key(
            ['monthly.company', 'monthly.customer_id']
        ) }} as customer_key,
        monthly.company,
        monthly.month,
        monthly.product_id,
        monthly.customer_id,

        monthly.quantity,
        prices.price_inr,
        cast(monthly.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr,
        monthly.order_line_count
    from monthly
    {%- if is_incremental() %}
    -- groups that every line has left have no month any more
    full join stored using (monthly_sale_key)
    {%- endif %}
    left join prices
        on
            monthly.company = prices.company
            and monthly.product_id = prices.product_id
            and year(monthly.month) = prices.price_year

)

select * from final
