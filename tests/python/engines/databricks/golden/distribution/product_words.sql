-- batch 2, cluster

show tblproperties `ecommerce_catalog`.`reference`.`product_words` ('seed_checksum')
;

-- batch 3, SQL warehouse

show tblproperties `ecommerce_catalog`.`reference`.`product_words` ('seed_checksum')
;

