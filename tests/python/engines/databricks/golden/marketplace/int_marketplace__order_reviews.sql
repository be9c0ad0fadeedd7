-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_reviews`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_history`
    where is_current
),
final as (
    select
        review_id,
        order_id,
        score,
        comment_title,
        comment_message,
        created_on,
        answered_at,
        valid_from
    from versions
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`processed`.`int_marketplace__order_reviews`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__order_reviews`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_history`
    where is_current
),
final as (
    select
        review_id,
        order_id,
        score,
        comment_title,
        comment_message,
        created_on,
        answered_at,
        valid_from
    from versions
)
select * from final
  )
;

