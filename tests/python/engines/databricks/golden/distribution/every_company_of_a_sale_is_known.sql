-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with child as (
    select company as from_field
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    where company is not null
),
parent as (
    select company as to_field
    from `ecommerce_catalog`.`analytics`.`dim_companies`
)
select
    from_field
from child
left join parent
    on child.from_field = parent.to_field
where parent.to_field is null
    ) dbt_internal_test
;

