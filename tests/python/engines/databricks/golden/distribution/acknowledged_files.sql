-- batch 2, cluster

show tblproperties `ecommerce_catalog`.`reference`.`acknowledged_files` ('seed_checksum')
;

-- batch 3, SQL warehouse

show tblproperties `ecommerce_catalog`.`reference`.`acknowledged_files` ('seed_checksum')
;

