-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'rpt_customer_lifetime_value'
;

create or replace table `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
    using delta
      as
      with
orders as (
    select
        *,
        coalesce(customer_unique_id, customer_id) as person_id
    from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
),
segments as (
    select * from `marketplace_catalog`.`reference`.`customer_segments`
),
people as (
    select
        person_id,
        min(purchased_at) as first_order_at,
        max(purchased_at) as last_order_at,
        count(*) as order_count,
        sum(gross_revenue_brl) as gross_revenue_brl,
        sum(net_revenue_brl) as net_revenue_brl,
        datediff(max(purchased_on), min(purchased_on)) as tenure_days
    from orders
    group by person_id
),
valued as (
    select
        *,
        cast(gross_revenue_brl / order_count as decimal(18, 2)) as average_order_value_brl,
        -- what the person spends a year, for three years; less than a year counts as one
        cast(
            round(gross_revenue_brl / greatest(tenure_days / 365.0, 1) * 3, 2) as decimal(18, 2)
        ) as predicted_clv_brl
    from people
),
final as (
    select
        valued.person_id,
        valued.first_order_at,
        valued.last_order_at,
        valued.order_count,
        valued.gross_revenue_brl,
        valued.net_revenue_brl,
        valued.average_order_value_brl,
        valued.tenure_days,
        valued.predicted_clv_brl,
        min_by(segments.segment, segments.rank) as segment
    from valued
    left join segments
        on
            valued.order_count >= segments.min_order_count
            and valued.gross_revenue_brl >= segments.min_gross_revenue_brl
    group by all
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'rpt_customer_lifetime_value'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'rpt_customer_lifetime_value'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'rpt_customer_lifetime_value'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  JOIN `marketplace_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `marketplace_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'rpt_customer_lifetime_value'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'rpt_customer_lifetime_value'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'rpt_customer_lifetime_value'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'rpt_customer_lifetime_value'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
;

describe extended `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
;

create or replace temporary view `rpt_customer_lifetime_value__dbt_tmp` as
      with
orders as (
    select
        *,
        coalesce(customer_unique_id, customer_id) as person_id
    from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
),
segments as (
    select * from `marketplace_catalog`.`reference`.`customer_segments`
),
people as (
    select
        person_id,
        min(purchased_at) as first_order_at,
        max(purchased_at) as last_order_at,
        count(*) as order_count,
        sum(gross_revenue_brl) as gross_revenue_brl,
        sum(net_revenue_brl) as net_revenue_brl,
        datediff(max(purchased_on), min(purchased_on)) as tenure_days
    from orders
    group by person_id
),
valued as (
    select
        *,
        cast(gross_revenue_brl / order_count as decimal(18, 2)) as average_order_value_brl,
        -- what the person spends a year, for three years; less than a year counts as one
        cast(
            round(gross_revenue_brl / greatest(tenure_days / 365.0, 1) * 3, 2) as decimal(18, 2)
        ) as predicted_clv_brl
    from people
),
final as (
    select
        valued.person_id,
        valued.first_order_at,
        valued.last_order_at,
        valued.order_count,
        valued.gross_revenue_brl,
        valued.net_revenue_brl,
        valued.average_order_value_brl,
        valued.tenure_days,
        valued.predicted_clv_brl,
        min_by(segments.segment, segments.rank) as segment
    from valued
    left join segments
        on
            valued.order_count >= segments.min_order_count
            and valued.gross_revenue_brl >= segments.min_gross_revenue_brl
    group by all
)
select * from final
;

DESCRIBE TABLE `rpt_customer_lifetime_value__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
;

insert overwrite table `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
             by name
            select * from `rpt_customer_lifetime_value__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

