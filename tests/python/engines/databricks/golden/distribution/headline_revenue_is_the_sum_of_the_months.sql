-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
measured as (
    select
        sum(total_revenue_inr) as expression
    from `ecommerce_catalog`.`analytics`.`rpt_headline`
),
compared as (
    select
        sum(revenue_inr) as expression
    from `ecommerce_catalog`.`analytics`.`rpt_monthly_revenue`
),
differences as (
    select
        measured.expression,
        compared.expression as compare_expression,
        -- a group that one side lacks, and an aggregate that is null, count as 0
        abs(coalesce(measured.expression, 0) - coalesce(compared.expression, 0)) as expression_difference
    from measured
    cross join compared
)
select *
from differences
where
    expression_difference > 0.0
    ) dbt_internal_test
;

