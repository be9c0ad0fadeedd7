-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`product_divisions` ('seed_checksum')
;

