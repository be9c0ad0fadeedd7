-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`reject_limits` ('seed_checksum')
;

