-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`companies` ('seed_checksum')
;

