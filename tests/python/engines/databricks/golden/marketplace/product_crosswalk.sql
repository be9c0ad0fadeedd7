-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`product_crosswalk` ('seed_checksum')
;

