-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`customer_cities` ('seed_checksum')
;

