-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- No version is in neither, none is in both.
with
versions as (
    select
        'customers' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`
    where _outcome = 'accepted'
    union all
    select
        'orders' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    where _outcome = 'accepted'
    union all
    select
        'order_items' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _outcome = 'accepted'
    union all
    select
        'order_payments' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    where _outcome = 'accepted'
    union all
    select
        'order_reviews' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`
    where _outcome = 'accepted'
    union all
    select
        'products' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    where _outcome = 'accepted'
    union all
    select
        'sellers' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    where _outcome = 'accepted'
    union all
    select
        'category_translations' as entity,
        count(*) as version_count
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`
    where _outcome = 'accepted'
),
current_states as (
    select
        'customers' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__customers`
    union all
    select
        'orders' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__orders`
    union all
    select
        'order_items' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items`
    union all
    select
        'order_payments' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments`
    union all
    select
        'order_reviews' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews`
    union all
    select
        'products' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__products`
    union all
    select
        'sellers' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers`
    union all
    select
        'category_translations' as entity,
        count(*) as current_count
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations`
),
archived as (
    select
        entity,
        count(*) as archived_count
    from `marketplace_catalog`.`processed`.`int_marketplace__history_archive`
    group by entity
)
select
    versions.entity,
    versions.version_count,
    current_states.current_count,
    coalesce(archived.archived_count, 0) as archived_count
from versions
inner join current_states
    on versions.entity = current_states.entity
left join archived
    on versions.entity = archived.entity
where versions.version_count <> current_states.current_count + coalesce(archived.archived_count, 0)
    ) dbt_internal_test
;

