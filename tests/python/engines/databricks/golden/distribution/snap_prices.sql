-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'snapshots'
    AND table_name = 'snap_prices'
;

select * from (
        select *,
        md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
    from (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ) sbq
    ) as __dbt_sbq
    where false
    limit 0
;

select * from (
        select
    current_timestamp()
 as dbt_snapshot_time
    ) as __dbt_sbq
    where false
    limit 0
;

create or replace table `ecommerce_catalog`.`snapshots`.`snap_prices`
    using delta
      as
      select *,
        md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
    from (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ) sbq
;

-- batch 2, cluster

select * from (
select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ) as __dbt_sbq
    where false
    limit 0
;

DESCRIBE TABLE `ecommerce_catalog`.`snapshots`.`snap_prices`
;

DESCRIBE TABLE `ecommerce_catalog`.`snapshots`.`snap_prices`
;

create or replace temporary view `snap_prices__dbt_tmp` as
    with snapshot_query as (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ),
    snapshotted_data as (
        select *,
        price_key as dbt_unique_key
        from `ecommerce_catalog`.`snapshots`.`snap_prices`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
,
            md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        price_key as dbt_unique_key
        from snapshot_query
    ),
    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        snapshotted_data.dbt_unique_key is null
            or (
        snapshotted_data.dbt_unique_key is not null
 and (
                (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
            )
        )
    ),
    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.dbt_scd_id
        from updates_source_data as source_data
        join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
        where (
            (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
        )
    )
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_to,
            snapshotted_data.dbt_scd_id
        from snapshotted_data
        left join deletes_source_data as source_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        source_data.dbt_unique_key is null
    )
    select * from insertions
    union all
    select * from updates
    union all
    select * from deletes
;

DESCRIBE TABLE `snap_prices__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`snapshots`.`snap_prices`
;

DESCRIBE TABLE `snap_prices__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`snapshots`.`snap_prices`
;

DESCRIBE TABLE `snap_prices__dbt_tmp`
;

select * from (
    with snapshot_query as (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ),
    snapshotted_data as (
        select *,
        price_key as dbt_unique_key
        from `ecommerce_catalog`.`snapshots`.`snap_prices`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
,
            md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        price_key as dbt_unique_key
        from snapshot_query
    ),
    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        snapshotted_data.dbt_unique_key is null
            or (
        snapshotted_data.dbt_unique_key is not null
 and (
                (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
            )
        )
    ),
    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.dbt_scd_id
        from updates_source_data as source_data
        join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
        where (
            (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
        )
    )
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_to,
            snapshotted_data.dbt_scd_id
        from snapshotted_data
        left join deletes_source_data as source_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        source_data.dbt_unique_key is null
    )
    select * from insertions
    union all
    select * from updates
    union all
    select * from deletes
    ) as __dbt_sbq
    where false
    limit 0
;

select * from (
        select
    current_timestamp()
 as dbt_snapshot_time
    ) as __dbt_sbq
    where false
    limit 0
;

merge into `ecommerce_catalog`.`snapshots`.`snap_prices` as DBT_INTERNAL_DEST
        using `snap_prices__dbt_tmp` as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.`dbt_scd_id` = DBT_INTERNAL_DEST.`dbt_scd_id`
    when matched
        and DBT_INTERNAL_DEST.`dbt_valid_to` is null
        and DBT_INTERNAL_SOURCE.`dbt_change_type` in ('update', 'delete')
        then update
        set `dbt_valid_to` = DBT_INTERNAL_SOURCE.`dbt_valid_to`
    when not matched
        and DBT_INTERNAL_SOURCE.`dbt_change_type` = 'insert'
        then insert (`price_key`, `company`, `product_id`, `price_month`, `price_year`, `price_inr`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`, `dbt_scd_id`)
        values (`price_key`, `company`, `product_id`, `price_month`, `price_year`, `price_inr`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`, `dbt_scd_id`)
;

DROP VIEW IF EXISTS `snap_prices__dbt_tmp`
;

-- batch 3, SQL warehouse

select * from (
select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ) as __dbt_sbq
    where false
    limit 0
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`snapshots`.`snap_prices` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`snapshots`.`snap_prices` AS JSON
;

create or replace temporary view `snap_prices__dbt_tmp` as
    with snapshot_query as (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ),
    snapshotted_data as (
        select *,
        price_key as dbt_unique_key
        from `ecommerce_catalog`.`snapshots`.`snap_prices`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
,
            md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        price_key as dbt_unique_key
        from snapshot_query
    ),
    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        snapshotted_data.dbt_unique_key is null
            or (
        snapshotted_data.dbt_unique_key is not null
 and (
                (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
            )
        )
    ),
    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.dbt_scd_id
        from updates_source_data as source_data
        join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
        where (
            (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
        )
    )
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_to,
            snapshotted_data.dbt_scd_id
        from snapshotted_data
        left join deletes_source_data as source_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        source_data.dbt_unique_key is null
    )
    select * from insertions
    union all
    select * from updates
    union all
    select * from deletes
;

DESCRIBE TABLE EXTENDED `snap_prices__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`snapshots`.`snap_prices` AS JSON
;

DESCRIBE TABLE EXTENDED `snap_prices__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`snapshots`.`snap_prices` AS JSON
;

DESCRIBE TABLE EXTENDED `snap_prices__dbt_tmp` AS JSON
;

select * from (
    with snapshot_query as (
        select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    ),
    snapshotted_data as (
        select *,
        price_key as dbt_unique_key
        from `ecommerce_catalog`.`snapshots`.`snap_prices`
        where
                dbt_valid_to is null
    ),
    insertions_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
  coalesce(nullif(
    current_timestamp()
,
    current_timestamp()
), null)
  as dbt_valid_to
,
            md5(coalesce(cast(price_key as string ), '')
         || '|' || coalesce(cast(
    current_timestamp()
 as string ), '')
        ) as dbt_scd_id
        from snapshot_query
    ),
    updates_source_data as (
        select *,
        price_key as dbt_unique_key
,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_valid_to
        from snapshot_query
    ),
    deletes_source_data as (
        select *,
        price_key as dbt_unique_key
        from snapshot_query
    ),
    insertions as (
        select
            'insert' as dbt_change_type,
            source_data.*
        from insertions_source_data as source_data
        left outer join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        snapshotted_data.dbt_unique_key is null
            or (
        snapshotted_data.dbt_unique_key is not null
 and (
                (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
            )
        )
    ),
    updates as (
        select
            'update' as dbt_change_type,
            source_data.*,
            snapshotted_data.dbt_scd_id
        from updates_source_data as source_data
        join snapshotted_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
        where (
            (snapshotted_data.`price_key` != source_data.`price_key`
        or
        (
            ((snapshotted_data.`price_key` is null) and not (source_data.`price_key` is null))
            or
            ((not snapshotted_data.`price_key` is null) and (source_data.`price_key` is null))
        ) or snapshotted_data.`company` != source_data.`company`
        or
        (
            ((snapshotted_data.`company` is null) and not (source_data.`company` is null))
            or
            ((not snapshotted_data.`company` is null) and (source_data.`company` is null))
        ) or snapshotted_data.`product_id` != source_data.`product_id`
        or
        (
            ((snapshotted_data.`product_id` is null) and not (source_data.`product_id` is null))
            or
            ((not snapshotted_data.`product_id` is null) and (source_data.`product_id` is null))
        ) or snapshotted_data.`price_month` != source_data.`price_month`
        or
        (
            ((snapshotted_data.`price_month` is null) and not (source_data.`price_month` is null))
            or
            ((not snapshotted_data.`price_month` is null) and (source_data.`price_month` is null))
        ) or snapshotted_data.`price_year` != source_data.`price_year`
        or
        (
            ((snapshotted_data.`price_year` is null) and not (source_data.`price_year` is null))
            or
            ((not snapshotted_data.`price_year` is null) and (source_data.`price_year` is null))
        ) or snapshotted_data.`price_inr` != source_data.`price_inr`
        or
        (
            ((snapshotted_data.`price_inr` is null) and not (source_data.`price_inr` is null))
            or
            ((not snapshotted_data.`price_inr` is null) and (source_data.`price_inr` is null))
        ))
        )
    )
    ,
    deletes as (
        select
            'delete' as dbt_change_type,
            source_data.*,
    current_timestamp()
 as dbt_valid_from,
    current_timestamp()
 as dbt_updated_at,
    current_timestamp()
 as dbt_valid_to,
            snapshotted_data.dbt_scd_id
        from snapshotted_data
        left join deletes_source_data as source_data
            on
        snapshotted_data.dbt_unique_key = source_data.dbt_unique_key
            where
        source_data.dbt_unique_key is null
    )
    select * from insertions
    union all
    select * from updates
    union all
    select * from deletes
    ) as __dbt_sbq
    where false
    limit 0
;

select * from (
        select
    current_timestamp()
 as dbt_snapshot_time
    ) as __dbt_sbq
    where false
    limit 0
;

merge into `ecommerce_catalog`.`snapshots`.`snap_prices` as DBT_INTERNAL_DEST
        using `snap_prices__dbt_tmp` as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.`dbt_scd_id` = DBT_INTERNAL_DEST.`dbt_scd_id`
    when matched
        and DBT_INTERNAL_DEST.`dbt_valid_to` is null
        and DBT_INTERNAL_SOURCE.`dbt_change_type` in ('update', 'delete')
        then update
        set `dbt_valid_to` = DBT_INTERNAL_SOURCE.`dbt_valid_to`
    when not matched
        and DBT_INTERNAL_SOURCE.`dbt_change_type` = 'insert'
        then insert (`price_key`, `company`, `product_id`, `price_month`, `price_year`, `price_inr`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`, `dbt_scd_id`)
        values (`price_key`, `company`, `product_id`, `price_month`, `price_year`, `price_inr`, `dbt_updated_at`, `dbt_valid_from`, `dbt_valid_to`, `dbt_scd_id`)
;

DROP VIEW IF EXISTS `snap_prices__dbt_tmp`
;

