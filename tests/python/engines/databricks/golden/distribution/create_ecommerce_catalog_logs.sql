-- batch 1, SQL warehouse

create schema if not exists `ecommerce_catalog`.`logs`
;

