-- batch 1, SQL warehouse

create schema if not exists `marketplace_catalog`.`processed`
;

