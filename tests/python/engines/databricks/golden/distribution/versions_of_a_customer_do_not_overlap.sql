-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
with
ranges as (
    select
        valid_from as lower_bound,
        coalesce(valid_to, timestamp'9999-12-31') as upper_bound,
        lead(valid_from) over (
            partition by concat_ws(':', company, customer_id)
            order by valid_from, coalesce(valid_to, timestamp'9999-12-31')
        ) as next_lower_bound,
        row_number() over (
            partition by concat_ws(':', company, customer_id)
            order by valid_from desc, coalesce(valid_to, timestamp'9999-12-31') desc
        ) as position_from_the_end
    from `ecommerce_catalog`.`processed`.`int_distribution__customer_history`
)
-- a null bound counts as a fault, except the next bound that the last range cannot have
select *
from ranges
where
    not coalesce(lower_bound < upper_bound, false)
    or not coalesce(
        upper_bound <= next_lower_bound,
        position_from_the_end = 1
    )
    ) dbt_internal_test
;

