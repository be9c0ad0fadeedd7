-- batch 1, SQL warehouse

create schema if not exists marketplace_catalog.landing
;

create schema if not exists marketplace_catalog.logs
;

create table if not exists marketplace_catalog.logs.run_log (run_id string, command string, node string, resource_type string, layer string, status string, row_count bigint, seconds double, finished_at timestamp) using delta
;

create table if not exists marketplace_catalog.logs.etl_errors (run_id string, node string, defined_in string, status string, message string, details string, mend string, failed_at timestamp) using delta
;

create table if not exists marketplace_catalog.logs.run_lock using delta as select cast(null as string) as run_id, cast(null as string) as command, cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at
;

update marketplace_catalog.logs.run_lock set run_id = '<run>', command = '<command>', taken_by = current_user(), engine = '', taken_at = current_timestamp() where run_id is null or taken_at < current_timestamp() - interval 6 hours
;

select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()), 'yyyy-MM-dd HH:mm:ss'), ' UTC') from marketplace_catalog.logs.run_lock
;

update marketplace_catalog.logs.run_lock set run_id = null where run_id = '<run>'
;

select 'model.sales_lakehouse.stg_marketplace__customers' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__customers` union all select 'model.sales_lakehouse.stg_marketplace__category_translations' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__category_translations` union all select 'model.sales_lakehouse.stg_marketplace__order_items' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_items` union all select 'model.sales_lakehouse.stg_marketplace__order_payments' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments` union all select 'model.sales_lakehouse.stg_marketplace__order_reviews' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews` union all select 'model.sales_lakehouse.stg_marketplace__orders' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__orders` union all select 'model.sales_lakehouse.stg_marketplace__products' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__products` union all select 'model.sales_lakehouse.stg_marketplace__sellers' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__sellers` union all select 'model.sales_lakehouse.int_marketplace__customers_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged` union all select 'model.sales_lakehouse.int_marketplace__category_translations_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged` union all select 'model.sales_lakehouse.int_marketplace__order_items_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged` union all select 'model.sales_lakehouse.int_marketplace__order_payments_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged` union all select 'model.sales_lakehouse.int_marketplace__order_reviews_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged` union all select 'model.sales_lakehouse.int_marketplace__sellers_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged` union all select 'model.sales_lakehouse.int_marketplace__products_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__products_judged` union all select 'model.sales_lakehouse.int_marketplace__orders_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged` union all select 'model.sales_lakehouse.fct_order_items' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_order_items` union all select 'model.sales_lakehouse.fct_payments' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_payments` union all select 'model.sales_lakehouse.dim_marketplace_sellers' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_sellers` union all select 'model.sales_lakehouse.dim_marketplace_customers' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_customers` union all select 'model.sales_lakehouse.dim_marketplace_products' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_products` union all select 'model.sales_lakehouse.quarantine' as node, count(*) as row_count from `marketplace_catalog`.`logs`.`quarantine` union all select 'model.sales_lakehouse.fct_orders' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_orders` union all select 'model.sales_lakehouse.rpt_revenue_by_region' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_revenue_by_region` union all select 'model.sales_lakehouse.rpt_customer_lifetime_value' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value` union all select 'model.sales_lakehouse.rpt_delivery_promises' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_delivery_promises` union all select 'model.sales_lakehouse.reconciliation_marketplace' as node, count(*) as row_count from `marketplace_catalog`.`logs`.`reconciliation_marketplace` union all select 'model.sales_lakehouse.rpt_fulfilment_latency' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
;

insert into marketplace_catalog.logs.run_log values <rows>
;

select feed, count(*), count_if(loaded_at >= timestamp'<time>'), sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count), to_json(slice(collect_list(if(problem is null, null, struct(file_path as file, problem))), 1, 20)) from `marketplace_catalog`.`logs`.`row_accounting` group by feed order by feed
;

select feed, rules, count(*) as n from `marketplace_catalog`.`logs`.`quarantine` where status = 'rejected' group by feed, rules order by n desc, feed, rules
;

select sum(gross_revenue_brl), sum(net_revenue_brl), sum(order_count) from `marketplace_catalog`.`analytics`.`rpt_revenue_by_region`
;

-- batch 2, cluster

create schema if not exists marketplace_catalog.landing
;

create schema if not exists marketplace_catalog.logs
;

create table if not exists marketplace_catalog.logs.run_log (run_id string, command string, node string, resource_type string, layer string, status string, row_count bigint, seconds double, finished_at timestamp) using delta
;

create table if not exists marketplace_catalog.logs.etl_errors (run_id string, node string, defined_in string, status string, message string, details string, mend string, failed_at timestamp) using delta
;

create table if not exists marketplace_catalog.logs.run_lock using delta as select cast(null as string) as run_id, cast(null as string) as command, cast(null as string) as taken_by, cast(null as string) as engine, cast(null as timestamp) as taken_at
;

update marketplace_catalog.logs.run_lock set run_id = '<run>', command = '<command>', taken_by = current_user(), engine = '', taken_at = current_timestamp() where run_id is null or taken_at < current_timestamp() - interval 6 hours
;

select run_id, command, taken_by, concat(date_format(to_utc_timestamp(taken_at, current_timezone()), 'yyyy-MM-dd HH:mm:ss'), ' UTC') from marketplace_catalog.logs.run_lock
;

update marketplace_catalog.logs.run_lock set run_id = null where run_id = '<run>'
;

select 'model.sales_lakehouse.stg_marketplace__category_translations' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__category_translations` union all select 'model.sales_lakehouse.stg_marketplace__order_items' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_items` union all select 'model.sales_lakehouse.stg_marketplace__customers' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__customers` union all select 'model.sales_lakehouse.stg_marketplace__order_payments' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_payments` union all select 'model.sales_lakehouse.stg_marketplace__order_reviews' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews` union all select 'model.sales_lakehouse.stg_marketplace__products' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__products` union all select 'model.sales_lakehouse.stg_marketplace__sellers' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__sellers` union all select 'model.sales_lakehouse.stg_marketplace__orders' as node, count(*) as row_count from `marketplace_catalog`.`raw`.`stg_marketplace__orders` union all select 'model.sales_lakehouse.int_marketplace__category_translations_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__category_translations_judged` union all select 'model.sales_lakehouse.int_marketplace__order_items_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged` union all select 'model.sales_lakehouse.int_marketplace__order_payments_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged` union all select 'model.sales_lakehouse.int_marketplace__customers_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged` union all select 'model.sales_lakehouse.int_marketplace__order_reviews_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged` union all select 'model.sales_lakehouse.int_marketplace__products_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__products_judged` union all select 'model.sales_lakehouse.int_marketplace__sellers_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__sellers_judged` union all select 'model.sales_lakehouse.int_marketplace__orders_judged' as node, count(*) as row_count from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged` union all select 'model.sales_lakehouse.fct_payments' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_payments` union all select 'model.sales_lakehouse.fct_order_items' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_order_items` union all select 'model.sales_lakehouse.dim_marketplace_sellers' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_sellers` union all select 'model.sales_lakehouse.dim_marketplace_customers' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_customers` union all select 'model.sales_lakehouse.dim_marketplace_products' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`dim_marketplace_products` union all select 'model.sales_lakehouse.quarantine' as node, count(*) as row_count from `marketplace_catalog`.`logs`.`quarantine` union all select 'model.sales_lakehouse.fct_orders' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`fct_orders` union all select 'model.sales_lakehouse.rpt_revenue_by_region' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_revenue_by_region` union all select 'model.sales_lakehouse.rpt_customer_lifetime_value' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value` union all select 'model.sales_lakehouse.reconciliation_marketplace' as node, count(*) as row_count from `marketplace_catalog`.`logs`.`reconciliation_marketplace` union all select 'model.sales_lakehouse.rpt_delivery_promises' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_delivery_promises` union all select 'model.sales_lakehouse.rpt_fulfilment_latency' as node, count(*) as row_count from `marketplace_catalog`.`analytics`.`rpt_fulfilment_latency`
;

insert into marketplace_catalog.logs.run_log values <rows>
;

select feed, count(*), count_if(loaded_at >= timestamp'<time>'), sum(landed_row_count), sum(accepted_row_count), sum(superseded_row_count), sum(rejected_row_count), to_json(slice(collect_list(if(problem is null, null, struct(file_path as file, problem))), 1, 20)) from `marketplace_catalog`.`logs`.`row_accounting` group by feed order by feed
;

select feed, rules, count(*) as n from `marketplace_catalog`.`logs`.`quarantine` where status = 'rejected' group by feed, rules order by n desc, feed, rules
;

select sum(gross_revenue_brl), sum(net_revenue_brl), sum(order_count) from `marketplace_catalog`.`analytics`.`rpt_revenue_by_region`
;

