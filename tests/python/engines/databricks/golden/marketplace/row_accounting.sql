-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`logs`.`row_accounting`
  as (
    with
ledger as (
    select * from `marketplace_catalog`.`logs`.`file_ledger`
),
outcomes as (
    select
        'marketplace.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`
    group by _file_id
    union all
    select
        'marketplace.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    group by _file_id
    union all
    select
        'marketplace.order_items' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    group by _file_id
    union all
    select
        'marketplace.order_payments' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    group by _file_id
    union all
    select
        'marketplace.order_reviews' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`
    group by _file_id
    union all
    select
        'marketplace.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    group by _file_id
    union all
    select
        'marketplace.sellers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    group by _file_id
    union all
    select
        'marketplace.category_translations' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`
    group by _file_id
),
final as (
    select
        ledger.feed,
        ledger.file_id,
        ledger.file_path,
        ledger.problem,
        ledger.landed_row_count,
        coalesce(outcomes.accepted_row_count, 0) as accepted_row_count,
        coalesce(outcomes.superseded_row_count, 0) as superseded_row_count,
        coalesce(outcomes.rejected_row_count, 0) as rejected_row_count,
        coalesce(outcomes.warned_row_count, 0) as warned_row_count,
        ledger.loaded_at
    from ledger
    left join outcomes
        on
            ledger.feed = outcomes.feed
            and ledger.file_id = outcomes.file_id
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`logs`.`row_accounting`
;

create or replace view `marketplace_catalog`.`logs`.`row_accounting`
  as (
    with
ledger as (
    select * from `marketplace_catalog`.`logs`.`file_ledger`
),
outcomes as (
    select
        'marketplace.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`
    group by _file_id
    union all
    select
        'marketplace.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    group by _file_id
    union all
    select
        'marketplace.order_items' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    group by _file_id
    union all
    select
        'marketplace.order_payments' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    group by _file_id
    union all
    select
        'marketplace.order_reviews' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`
    group by _file_id
    union all
    select
        'marketplace.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    group by _file_id
    union all
    select
        'marketplace.sellers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged`
    group by _file_id
    union all
    select
        'marketplace.category_translations' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged`
    group by _file_id
),
final as (
    select
        ledger.feed,
        ledger.file_id,
        ledger.file_path,
        ledger.problem,
        ledger.landed_row_count,
        coalesce(outcomes.accepted_row_count, 0) as accepted_row_count,
        coalesce(outcomes.superseded_row_count, 0) as superseded_row_count,
        coalesce(outcomes.rejected_row_count, 0) as rejected_row_count,
        coalesce(outcomes.warned_row_count, 0) as warned_row_count,
        ledger.loaded_at
    from ledger
    left join outcomes
        on
            ledger.feed = outcomes.feed
            and ledger.file_id = outcomes.file_id
)
select * from final
  )
;

