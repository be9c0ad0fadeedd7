-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`logs`.`row_accounting`
  as (
    with
ledger as (
    select * from `ecommerce_catalog`.`logs`.`file_ledger`
),
outcomes as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    group by _file_id
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    group by _file_id
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    group by _file_id
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    group by _file_id
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    group by _file_id
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    group by _file_id
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    group by _file_id
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
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

describe extended `ecommerce_catalog`.`logs`.`row_accounting`
;

create or replace view `ecommerce_catalog`.`logs`.`row_accounting`
  as (
    with
ledger as (
    select * from `ecommerce_catalog`.`logs`.`file_ledger`
),
outcomes as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    group by _file_id
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    group by _file_id
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    group by _file_id
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    group by _file_id
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    group by _file_id
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    group by _file_id
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    group by _file_id
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
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

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`logs`.`row_accounting`
;

create or replace view `ecommerce_catalog`.`logs`.`row_accounting`
  as (
    with
ledger as (
    select * from `ecommerce_catalog`.`logs`.`file_ledger`
),
outcomes as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged`
    group by _file_id
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged`
    group by _file_id
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged`
    group by _file_id
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    group by _file_id
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    group by _file_id
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged`
    group by _file_id
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged`
    group by _file_id
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        count_if(_outcome = 'accepted') as accepted_row_count,
        count_if(_outcome = 'superseded') as superseded_row_count,
        count_if(_outcome = 'rejected') as rejected_row_count,
        count_if(size(_warn_rules) > 0) as warned_row_count
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
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

