-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`logs`.`file_ledger`
  as (
    with
final as (
    select
        'marketplace.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__customers`
    where _row_kind = 'file'
    union all
    select
        'marketplace.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__orders`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_items' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_items`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_payments' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_reviews' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
    where _row_kind = 'file'
    union all
    select
        'marketplace.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__products`
    where _row_kind = 'file'
    union all
    select
        'marketplace.sellers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__sellers`
    where _row_kind = 'file'
    union all
    select
        'marketplace.category_translations' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__category_translations`
    where _row_kind = 'file'
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`logs`.`file_ledger`
;

create or replace view `marketplace_catalog`.`logs`.`file_ledger`
  as (
    with
final as (
    select
        'marketplace.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__customers`
    where _row_kind = 'file'
    union all
    select
        'marketplace.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__orders`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_items' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_items`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_payments' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments`
    where _row_kind = 'file'
    union all
    select
        'marketplace.order_reviews' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
    where _row_kind = 'file'
    union all
    select
        'marketplace.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__products`
    where _row_kind = 'file'
    union all
    select
        'marketplace.sellers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__sellers`
    where _row_kind = 'file'
    union all
    select
        'marketplace.category_translations' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `marketplace_catalog`.`raw`.`stg_marketplace__category_translations`
    where _row_kind = 'file'
)
select * from final
  )
;

