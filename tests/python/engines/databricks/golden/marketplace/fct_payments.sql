-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as newest_order_payments,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as oldest_order_payments,
            0
            as read_order_payments
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
    AND table_name = 'fct_payments'
;

create or replace table `marketplace_catalog`.`analytics`.`fct_payments`
    using delta
      as
      with
payments as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
),
touched as (
    select distinct
        order_id,
        payment_sequential
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    where _judgement_id > 0
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.payment_sequential as string), '_dbt_utils_surrogate_key_null_')) as string)) as payment_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        touched.order_id,
        touched.payment_sequential,
        payments.payment_type,
        payments.installment_count,
        payments.value_brl,
        payments.order_id is null as _is_gone,
        named_struct(
            'order_payments', cast(1 as bigint)
        ) as _seen
    from touched
    left join payments
        on
            touched.order_id = payments.order_id
            and touched.payment_sequential = payments.payment_sequential
    where touched.order_id is not null and touched.payment_sequential is not null
)
select * from final
where not _is_gone
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as newest_order_payments,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as oldest_order_payments,
            (select coalesce(max(_seen.order_payments), 0) from `marketplace_catalog`.`analytics`.`fct_payments`)
            as read_order_payments
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_payments'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_payments'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_payments'
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
    AND kcu.table_name = 'fct_payments'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_payments'
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
    AND table_name = 'fct_payments'
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
    AND table_name = 'fct_payments'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`fct_payments`
;

describe extended `marketplace_catalog`.`analytics`.`fct_payments`
;

create or replace temporary view `fct_payments__dbt_tmp` as
      with
payments as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
),
touched as (
    select distinct
        order_id,
        payment_sequential
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    where _judgement_id > 1
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.payment_sequential as string), '_dbt_utils_surrogate_key_null_')) as string)) as payment_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        touched.order_id,
        touched.payment_sequential,
        payments.payment_type,
        payments.installment_count,
        payments.value_brl,
        payments.order_id is null as _is_gone,
        named_struct(
            'order_payments', cast(2 as bigint)
        ) as _seen
    from touched
    left join payments
        on
            touched.order_id = payments.order_id
            and touched.payment_sequential = payments.payment_sequential
    where touched.order_id is not null and touched.payment_sequential is not null
)
select * from final
;

DESCRIBE TABLE `fct_payments__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`fct_payments`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`fct_payments` as DBT_INTERNAL_DEST
    using `fct_payments__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.payment_key = DBT_INTERNAL_DEST.payment_key
    when matched and DBT_INTERNAL_SOURCE._is_gone then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE._is_gone then insert *
;

