{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false, meta={'is_stamped': true}) }}

-- Amounts followed from the delivered text to gold, without the versions that silver made.
with

rejected as (

    select quarantine_id from {{ ref('quarantine') }}
    where status = 'rejected'

),

{% for name, key, columns in [
    ('orders', ['order_id'], ['order_id']),
    ('order_items', ['order_id', 'order_item_id'], ['price', 'freight_value']),
    ('order_payments', ['order_id', 'payment_sequential'], ['payment_value']),
] -%}
{%- set cleaned = [] %}
{%- for column in key %}{% do cleaned.append(clean_key(column)) %}{% endfor %}
last_{{ name }} as (

    select {{ last_change(columns) }} as said
    from {{ ref('stg_marketplace__' ~ name) }} as delivered
    left anti join rejected
        on
            concat_ws(':', 'marketplace.{{ name }}', delivered._file_id, delivered._line_number)
            = rejected.quarantine_id
    where delivered._row_kind = 'row'
    group by {{ cleaned | join(', ') }} -- noqa: LT05

),

{% endfor -%}
expected as (

    select
        'orders delivered and not deleted = orders in gold' as check_name,
        cast(count(*) as decimal(38, 2)) as expected_value
    from last_orders
    where said.op <> 'D'
    union all
    select
        'price of the items = price in gold' as check_name,
        sum(cast({{ money('said.price') }} as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'freight of the items = freight in gold' as check_name,
        sum(cast({{ money('said.freight_value') }} as decimal(38, 2))) as expected_value
    from last_order_items
    where said.op <> 'D'
    union all
    select
        'payments delivered = payments in gold' as check_name,
        sum(cast({{ money('said.payment_value') }} as decimal(38, 2))) as expected_value
    from last_order_payments
    where said.op <> 'D'

),

gold as (

    select
        stack(
            4,
            'orders delivered and not deleted = orders in gold',
            cast(count_if(not is_placeholder) as decimal(38, 2)),
            'price of the items = price in gold',
            cast(sum(net_revenue_brl) as decimal(38, 2)),
            'freight of the items = freight in gold',
            cast(sum(freight_brl) as decimal(38, 2)),
            'payments delivered = payments in gold',
            cast(sum(paid_brl) as decimal(38, 2))
        ) as (check_name, found_value)
    from {{ ref('fct_marketplace_orders') }}

),

final as (

    select
        'marketplace' as company,
        expected.check_name,
        coalesce(expected.expected_value, 0) as expected_value,
        coalesce(gold.found_value, 0) as found_value,
        coalesce(gold.found_value, 0) - coalesce(expected.expected_value, 0) as difference,
        current_timestamp() as checked_at,
        '{{ invocation_id }}' as run_id
    from expected
    left join gold
        on expected.check_name = gold.check_name

)

select * from final
