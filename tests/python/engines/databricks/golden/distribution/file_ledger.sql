-- batch 1, SQL warehouse

create or replace view `ecommerce_catalog`.`logs`.`file_ledger`
  as (
    with
final as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__customers`
    where _row_kind = 'file'
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__products`
    where _row_kind = 'file'
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__products`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where _row_kind = 'file'
)
select * from final
  )
;

-- batch 2, cluster

describe extended `ecommerce_catalog`.`logs`.`file_ledger`
;

create or replace view `ecommerce_catalog`.`logs`.`file_ledger`
  as (
    with
final as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__customers`
    where _row_kind = 'file'
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__products`
    where _row_kind = 'file'
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__products`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where _row_kind = 'file'
)
select * from final
  )
;

-- batch 3, SQL warehouse

describe extended `ecommerce_catalog`.`logs`.`file_ledger`
;

create or replace view `ecommerce_catalog`.`logs`.`file_ledger`
  as (
    with
final as (
    select
        'atlon.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__customers`
    where _row_kind = 'file'
    union all
    select
        'atlon.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__products`
    where _row_kind = 'file'
    union all
    select
        'atlon.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'atlon.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_atlon__orders`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.customers' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.products' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__products`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.gross_prices' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices`
    where _row_kind = 'file'
    union all
    select
        'sports_bar.orders' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders`
    where _row_kind = 'file'
)
select * from final
  )
;

