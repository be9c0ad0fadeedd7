-- batch 2, cluster

show tblproperties `marketplace_catalog`.`reference`.`product_words` ('seed_checksum')
;

