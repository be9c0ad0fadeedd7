-- batch 3, SQL warehouse

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`raw`.`stg_atlon__products` AS JSON
;

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
expected as (
    select
        'PRODUCT_CODE' as input_column,
        True as is_found
    union all
    select
        'DIVISION' as input_column,
        True as is_found
    union all
    select
        'CATEGORY' as input_column,
        True as is_found
    union all
    select
        'PRODUCT' as input_column,
        True as is_found
    union all
    select
        'VARIANT' as input_column,
        True as is_found
    union all
    select
        '_ROW_KIND' as input_column,
        True as is_found
    union all
    select
        '_ROW_STATUS' as input_column,
        True as is_found
    union all
    select
        '_RAW' as input_column,
        True as is_found
    union all
    select
        '_FILE_ID' as input_column,
        True as is_found
    union all
    select
        '_FILE_PATH' as input_column,
        True as is_found
    union all
    select
        '_LINE_NUMBER' as input_column,
        True as is_found
    union all
    select
        '_LOAD_ID' as input_column,
        True as is_found
)
select input_column
from expected
where not is_found
    ) dbt_internal_test
;

