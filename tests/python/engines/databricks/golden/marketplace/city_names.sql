-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`city_names` ('seed_checksum')
;

