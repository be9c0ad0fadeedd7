-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__products_history`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    where _outcome = 'accepted'
),
final as (
    select
        product_id,
        category_name,
        name_length,
        description_length,
        photo_count,
        weight_g,
        length_cm,
        height_cm,
        width_cm,
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

describe extended `marketplace_catalog`.`processed`.`int_marketplace__products_history`
;

create or replace view `marketplace_catalog`.`processed`.`int_marketplace__products_history`
  as (
    with
versions as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__products_judged`
    where _outcome = 'accepted'
),
final as (
    select
        product_id,
        category_name,
        name_length,
        description_length,
        photo_count,
        weight_g,
        length_cm,
        height_cm,
        width_cm,
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

