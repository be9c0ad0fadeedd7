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
    AND table_name = 'rpt_fulfilment_latency'
;

create or replace table `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
    using delta
      as
      with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
),
order_groups as (
    select * from `marketplace_catalog`.`analytics`.`bridge_order_groups`
),
stages as (
    select
        order_id,
        stack(
            4,
            'approve',
            unix_seconds(approved_at) - unix_seconds(purchased_at),
            'hand_over',
            unix_seconds(handed_over_at) - unix_seconds(approved_at),
            'transit',
            unix_seconds(delivered_at) - unix_seconds(handed_over_at),
            'total',
            unix_seconds(delivered_at) - unix_seconds(purchased_at)
        ) as (stage, seconds)
    from orders
),
final as (
    select
        order_groups.dimension,
        order_groups.member,
        stages.stage,
        count(*) as order_count,
        round(avg(stages.seconds) / 3600, 4) as mean_hours,
        round(percentile(stages.seconds, 0.5) / 3600, 4) as p50_hours,
        round(percentile(stages.seconds, 0.9) / 3600, 4) as p90_hours,
        round(percentile(stages.seconds, 0.99) / 3600, 4) as p99_hours
    from stages
    inner join order_groups
        on stages.order_id = order_groups.order_id
    where stages.seconds >= 0
    group by order_groups.dimension, order_groups.member, stages.stage
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'rpt_fulfilment_latency'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'rpt_fulfilment_latency'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'rpt_fulfilment_latency'
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
    AND kcu.table_name = 'rpt_fulfilment_latency'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'rpt_fulfilment_latency'
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
    AND table_name = 'rpt_fulfilment_latency'
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
    AND table_name = 'rpt_fulfilment_latency'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
;

describe extended `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
;

create or replace temporary view `rpt_fulfilment_latency__dbt_tmp` as
      with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where
        not is_cancelled
        and not is_placeholder
),
order_groups as (
    select * from `marketplace_catalog`.`analytics`.`bridge_order_groups`
),
stages as (
    select
        order_id,
        stack(
            4,
            'approve',
            unix_seconds(approved_at) - unix_seconds(purchased_at),
            'hand_over',
            unix_seconds(handed_over_at) - unix_seconds(approved_at),
            'transit',
            unix_seconds(delivered_at) - unix_seconds(handed_over_at),
            'total',
            unix_seconds(delivered_at) - unix_seconds(purchased_at)
        ) as (stage, seconds)
    from orders
),
final as (
    select
        order_groups.dimension,
        order_groups.member,
        stages.stage,
        count(*) as order_count,
        round(avg(stages.seconds) / 3600, 4) as mean_hours,
        round(percentile(stages.seconds, 0.5) / 3600, 4) as p50_hours,
        round(percentile(stages.seconds, 0.9) / 3600, 4) as p90_hours,
        round(percentile(stages.seconds, 0.99) / 3600, 4) as p99_hours
    from stages
    inner join order_groups
        on stages.order_id = order_groups.order_id
    where stages.seconds >= 0
    group by order_groups.dimension, order_groups.member, stages.stage
)
select * from final
;

DESCRIBE TABLE `rpt_fulfilment_latency__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
;

insert overwrite table `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
             by name
            select * from `rpt_fulfilment_latency__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

