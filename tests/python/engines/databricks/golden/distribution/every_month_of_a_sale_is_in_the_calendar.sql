-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
children as (
    select month as child_id
    from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    where month is not null and 1 = 1
),
parents as (
    select distinct date_day as parent_id
    from `ecommerce_catalog`.`analytics`.`dim_dates`
    where date_day is not null and date_day = month
)
select
    children.child_id,
    parents.parent_id
from children
left join parents on children.child_id = parents.parent_id
where parents.parent_id is null
    ) dbt_internal_test
;

