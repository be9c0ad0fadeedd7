-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select
    yearly_price_key as unique_field,
    count(*) as n_records
from `ecommerce_catalog`.`analytics`.`dim_prices`
where yearly_price_key is not null
group by yearly_price_key
having count(*) > 1
    ) dbt_internal_test
;

