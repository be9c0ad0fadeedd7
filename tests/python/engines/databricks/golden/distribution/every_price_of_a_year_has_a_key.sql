-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select yearly_price_key
from `ecommerce_catalog`.`analytics`.`dim_prices`
where yearly_price_key is null
    ) dbt_internal_test
;

