-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _outcome = 'accepted'
),
final as (
    select
        order_id,
        order_item_id,
        product_id,
        seller_id,
        shipping_limit_at,
        price_brl,
        freight_brl,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version,
        left_reason,
        left_file_path,
        left_line_number,
        _record_key,
        _file_path,
        _line_number,
        _judgement_id
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_items_history`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _outcome = 'accepted'
),
final as (
    select
        order_id,
        order_item_id,
        product_id,
        seller_id,
        shipping_limit_at,
        price_brl,
        freight_brl,
        valid_from,
        valid_to,
        is_current,
        is_deleted,
        is_first_version,
        left_reason,
        left_file_path,
        left_line_number,
        _record_key,
        _file_path,
        _line_number,
        _judgement_id
    from versions
)
select * from final
  )
;

