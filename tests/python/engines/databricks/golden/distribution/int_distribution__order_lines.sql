-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
  as (
    with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    where _outcome = 'accepted'
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    where _outcome = 'accepted'
),
final as (
    select
        'atlon' as company,
        cast(null as string) as order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from atlon
    union all
    select
        'sports_bar' as company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from sports_bar
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
;

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
  as (
    with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    where _outcome = 'accepted'
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    where _outcome = 'accepted'
),
final as (
    select
        'atlon' as company,
        cast(null as string) as order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from atlon
    union all
    select
        'sports_bar' as company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from sports_bar
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
;

create or replace view `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
  as (
    with
atlon as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    where _outcome = 'accepted'
),
sports_bar as (
    select * from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
    where _outcome = 'accepted'
),
final as (
    select
        'atlon' as company,
        cast(null as string) as order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from atlon
    union all
    select
        'sports_bar' as company,
        order_id,
        order_date,
        order_month,
        product_id,
        customer_id,
        quantity,
        _file_path,
        _line_number,
        _judgement_id
    from sports_bar
)
select * from final
  )
;

