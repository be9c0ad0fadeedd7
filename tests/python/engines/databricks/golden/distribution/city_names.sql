-- batch 2, cluster

show tblproperties `ecommerce_catalog`.`reference`.`city_names` ('seed_checksum')
;

-- batch 3, SQL warehouse

show tblproperties `ecommerce_catalog`.`reference`.`city_names` ('seed_checksum')
;

