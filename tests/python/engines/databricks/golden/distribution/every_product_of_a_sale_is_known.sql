-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with child as (
    select product_key as from_field
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    where product_key is not null
),
parent as (
    select product_key as to_field
    from `ecommerce_catalog`.`analytics`.`dim_products`
)
select
    from_field
from child
left join parent
    on child.from_field = parent.to_field
where parent.to_field is null
    ) dbt_internal_test
;

