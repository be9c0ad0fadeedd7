-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`acknowledged_files` ('seed_checksum')
;

