-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- One current version per living record, none of a deleted one; each version ends where the next
-- one begins, and holds for some time.
with
versions as (
    select
        'customers' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_history`
    union all
    select
        'orders' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_history`
    union all
    select
        'order_items' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
    union all
    select
        'order_payments' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_history`
    union all
    select
        'order_reviews' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_history`
    union all
    select
        'products' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__products_history`
    union all
    select
        'sellers' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_history`
    union all
    select
        'category_translations' as entity,
        _record_key,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_history`
),
followed as (
    select
        *,
        row_number() over record_versions = 1 as is_earliest,
        lead(valid_from) over record_versions as next_from
    from versions
    window record_versions as (partition by entity, _record_key order by valid_from)
)
select
    *,
    case
        when not valid_to <=> next_from then 'does not end where the next version begins'
        when valid_from >= valid_to then 'holds for no time'
        when is_current <> (next_from is null and not is_deleted)
            then 'is current although it is not the last, or is deleted; or the other way round'
        when is_first_version <> is_earliest then 'is not the first version'
    end as problem
from followed
where
    not valid_to <=> next_from
    or valid_from >= valid_to
    or is_current <> (next_from is null and not is_deleted)
    or is_first_version <> is_earliest
    ) dbt_internal_test
;

