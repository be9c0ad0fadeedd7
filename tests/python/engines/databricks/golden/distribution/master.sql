-- batch 1, SQL warehouse

create schema if not exists ecommerce_catalog.landing
;

create schema if not exists ecommerce_catalog.logs
;

create table if not exists ecommerce_catalog.logs.run_log (run_id string, command string, node string, resource_type string, layer string, status string, row_count bigint, seconds double, finished_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.etl_errors (run_id string, node string, defined_in string, status string, message string, details string, mend string, failed_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.run_lock using delta as select cast(null as string) as run_id, cast(null as string) as command, cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at
;

update ecommerce_catalog.logs.run_lock set run_id = '<run>', command = '<command>', taken_by = current_user(), engine = '', taken_at = current_timestamp() where run_id is null or taken_at < current_timestamp() - interval 6 hours
;

select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()), 'yyyy-MM-dd HH:mm:ss'), ' UTC') from ecommerce_catalog.logs.run_lock
;

update ecommerce_catalog.logs.run_lock set run_id = null where run_id = '<run>'
;

select 'model.sales_lakehouse.stg_atlon__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__products` union all select 'model.sales_lakehouse.stg_atlon__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__customers` union all select 'model.sales_lakehouse.stg_atlon__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__orders` union all select 'model.sales_lakehouse.stg_atlon__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices` union all select 'model.sales_lakehouse.stg_sports_bar__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers` union all select 'model.sales_lakehouse.stg_sports_bar__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` union all select 'model.sales_lakehouse.stg_sports_bar__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders` union all select 'model.sales_lakehouse.stg_sports_bar__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__products` union all select 'model.sales_lakehouse.int_distribution__atlon_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged` union all select 'model.sales_lakehouse.int_distribution__customers' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customers` union all select 'model.sales_lakehouse.int_distribution__prices' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__prices` union all select 'model.sales_lakehouse.int_distribution__price_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__price_history` union all select 'model.sales_lakehouse.int_distribution__customer_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customer_history` union all select 'model.sales_lakehouse.int_distribution__products' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__products` union all select 'snapshot.sales_lakehouse.snap_customers' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_customers` union all select 'model.sales_lakehouse.dim_prices' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_prices` union all select 'model.sales_lakehouse.int_distribution__product_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__product_history` union all select 'snapshot.sales_lakehouse.snap_prices' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_prices` union all select 'snapshot.sales_lakehouse.snap_products' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_products` union all select 'model.sales_lakehouse.int_distribution__atlon_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` union all select 'model.sales_lakehouse.fct_monthly_sales' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` union all select 'model.sales_lakehouse.quarantine' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`quarantine` union all select 'model.sales_lakehouse.dim_dates' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_dates` union all select 'model.sales_lakehouse.dim_customers' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_customers` union all select 'model.sales_lakehouse.reconciliation' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`reconciliation`
;

insert into ecommerce_catalog.logs.run_log values <rows>
;

select feed, count(*), count_if(loaded_at >= timestamp'<time>'), sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count), to_json(slice(collect_list(if(problem is null, null, struct(file_path as file, problem))), 1, 20)) from `ecommerce_catalog`.`logs`.`row_accounting` group by feed order by feed
;

select feed, rules, count(*) as n from `ecommerce_catalog`.`logs`.`quarantine` where status = 'rejected' group by feed, rules order by n desc, feed, rules
;

select * from `ecommerce_catalog`.`analytics`.`rpt_headline`
;

-- batch 2, cluster

create schema if not exists ecommerce_catalog.landing
;

create schema if not exists ecommerce_catalog.logs
;

create table if not exists ecommerce_catalog.logs.run_log (run_id string, command string, node string, resource_type string, layer string, status string, row_count bigint, seconds double, finished_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.etl_errors (run_id string, node string, defined_in string, status string, message string, details string, mend string, failed_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.run_lock using delta as select cast(null as string) as run_id, cast(null as string) as command, cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at
;

update ecommerce_catalog.logs.run_lock set run_id = '<run>', command = '<command>', taken_by = current_user(), engine = '', taken_at = current_timestamp() where run_id is null or taken_at < current_timestamp() - interval 6 hours
;

select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()), 'yyyy-MM-dd HH:mm:ss'), ' UTC') from ecommerce_catalog.logs.run_lock
;

update ecommerce_catalog.logs.run_lock set run_id = null where run_id = '<run>'
;

select 'model.sales_lakehouse.stg_atlon__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__customers` union all select 'model.sales_lakehouse.stg_atlon__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__products` union all select 'model.sales_lakehouse.stg_atlon__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices` union all select 'model.sales_lakehouse.stg_atlon__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__orders` union all select 'model.sales_lakehouse.stg_sports_bar__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` union all select 'model.sales_lakehouse.stg_sports_bar__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers` union all select 'model.sales_lakehouse.stg_sports_bar__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders` union all select 'model.sales_lakehouse.stg_sports_bar__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__products` union all select 'model.sales_lakehouse.int_distribution__atlon_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged` union all select 'model.sales_lakehouse.int_distribution__prices' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__prices` union all select 'model.sales_lakehouse.int_distribution__price_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__price_history` union all select 'model.sales_lakehouse.int_distribution__customers' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customers` union all select 'model.sales_lakehouse.int_distribution__customer_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customer_history` union all select 'model.sales_lakehouse.int_distribution__products' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__products` union all select 'model.sales_lakehouse.int_distribution__product_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__product_history` union all select 'model.sales_lakehouse.dim_prices' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_prices` union all select 'snapshot.sales_lakehouse.snap_prices' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_prices` union all select 'snapshot.sales_lakehouse.snap_customers' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_customers` union all select 'model.sales_lakehouse.int_distribution__atlon_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` union all select 'snapshot.sales_lakehouse.snap_products' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_products` union all select 'model.sales_lakehouse.quarantine' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`quarantine` union all select 'model.sales_lakehouse.fct_monthly_sales' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` union all select 'model.sales_lakehouse.dim_customers' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_customers` union all select 'model.sales_lakehouse.dim_dates' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_dates` union all select 'model.sales_lakehouse.reconciliation' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`reconciliation`
;

insert into ecommerce_catalog.logs.run_log values <rows>
;

select feed, count(*), count_if(loaded_at >= timestamp'<time>'), sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count), to_json(slice(collect_list(if(problem is null, null, struct(file_path as file, problem))), 1, 20)) from `ecommerce_catalog`.`logs`.`row_accounting` group by feed order by feed
;

select feed, rules, count(*) as n from `ecommerce_catalog`.`logs`.`quarantine` where status = 'rejected' group by feed, rules order by n desc, feed, rules
;

select * from `ecommerce_catalog`.`analytics`.`rpt_headline`
;

-- batch 3, SQL warehouse

create schema if not exists ecommerce_catalog.landing
;

create schema if not exists ecommerce_catalog.logs
;

create table if not exists ecommerce_catalog.logs.run_log (run_id string, command string, node string, resource_type string, layer string, status string, row_count bigint, seconds double, finished_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.etl_errors (run_id string, node string, defined_in string, status string, message string, details string, mend string, failed_at timestamp) using delta
;

create table if not exists ecommerce_catalog.logs.run_lock using delta as select cast(null as string) as run_id, cast(null as string) as command, cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at
;

update ecommerce_catalog.logs.run_lock set run_id = '<run>', command = '<command>', taken_by = current_user(), engine = '', taken_at = current_timestamp() where run_id is null or taken_at < current_timestamp() - interval 6 hours
;

select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()), 'yyyy-MM-dd HH:mm:ss'), ' UTC') from ecommerce_catalog.logs.run_lock
;

update ecommerce_catalog.logs.run_lock set run_id = null where run_id = '<run>'
;

select 'model.sales_lakehouse.stg_atlon__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__customers` union all select 'model.sales_lakehouse.stg_atlon__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__products` union all select 'model.sales_lakehouse.stg_atlon__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__gross_prices` union all select 'model.sales_lakehouse.stg_atlon__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_atlon__orders` union all select 'model.sales_lakehouse.stg_sports_bar__gross_prices' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__gross_prices` union all select 'model.sales_lakehouse.stg_sports_bar__customers' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers` union all select 'model.sales_lakehouse.stg_sports_bar__products' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__products` union all select 'model.sales_lakehouse.stg_sports_bar__orders' as node, count(*) as row_count from `ecommerce_catalog`.`raw`.`stg_sports_bar__orders` union all select 'model.sales_lakehouse.int_distribution__atlon_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_customers_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_products_judged` union all select 'model.sales_lakehouse.int_distribution__atlon_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_customers_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_prices_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_prices_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_products_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_products_judged` union all select 'model.sales_lakehouse.int_distribution__customers' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customers` union all select 'model.sales_lakehouse.int_distribution__customer_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__customer_history` union all select 'model.sales_lakehouse.int_distribution__price_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__price_history` union all select 'model.sales_lakehouse.int_distribution__prices' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__prices` union all select 'model.sales_lakehouse.int_distribution__product_history' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__product_history` union all select 'model.sales_lakehouse.int_distribution__products' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__products` union all select 'model.sales_lakehouse.int_distribution__atlon_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged` union all select 'model.sales_lakehouse.int_distribution__sports_bar_order_lines_judged' as node, count(*) as row_count from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged` union all select 'model.sales_lakehouse.dim_prices' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_prices` union all select 'snapshot.sales_lakehouse.snap_customers' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_customers` union all select 'snapshot.sales_lakehouse.snap_prices' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_prices` union all select 'snapshot.sales_lakehouse.snap_products' as node, count(*) as row_count from `ecommerce_catalog`.`snapshots`.`snap_products` union all select 'model.sales_lakehouse.quarantine' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`quarantine` union all select 'model.sales_lakehouse.fct_monthly_sales' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` union all select 'model.sales_lakehouse.dim_dates' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_dates` union all select 'model.sales_lakehouse.dim_customers' as node, count(*) as row_count from `ecommerce_catalog`.`analytics`.`dim_customers` union all select 'model.sales_lakehouse.reconciliation' as node, count(*) as row_count from `ecommerce_catalog`.`logs`.`reconciliation`
;

insert into ecommerce_catalog.logs.run_log values <rows>
;

select feed, count(*), count_if(loaded_at >= timestamp'<time>'), sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count), to_json(slice(collect_list(if(problem is null, null, struct(file_path as file, problem))), 1, 20)) from `ecommerce_catalog`.`logs`.`row_accounting` group by feed order by feed
;

select feed, rules, count(*) as n from `ecommerce_catalog`.`logs`.`quarantine` where status = 'rejected' group by feed, rules order by n desc, feed, rules
;

select * from `ecommerce_catalog`.`analytics`.`rpt_headline`
;

