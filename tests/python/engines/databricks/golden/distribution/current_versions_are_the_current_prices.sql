-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
measured as (
    select
        company as col_1,
        sum(price_inr) as expression
    from `ecommerce_catalog`.`processed`.`int_distribution__price_history`
    where is_current
    group by company
),
compared as (
    select
        company as col_1,
        sum(price_inr) as expression
    from `ecommerce_catalog`.`processed`.`int_distribution__prices`
    where 1 = 1
    group by company
),
differences as (
    select
        coalesce(measured.col_1, compared.col_1) as col_1,
        measured.expression,
        compared.expression as compare_expression,
        -- a group that one side lacks, and an aggregate that is null, count as 0
        abs(coalesce(measured.expression, 0) - coalesce(compared.expression, 0)) as expression_difference
    from measured
    full outer join compared
        on measured.col_1 = compared.col_1
)
select *
from differences
where
    expression_difference > 0.0
    ) dbt_internal_test
;

