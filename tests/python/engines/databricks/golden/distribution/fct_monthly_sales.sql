-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
;

create or replace table `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
    using delta
      as
      with
order_lines as (
    select
        *,
        order_month as month
    from `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
),
prices as (
    select * from `ecommerce_catalog`.`analytics`.`dim_prices`
),
-- The newest judgement of each company, so that the next run knows what this one has seen.
watermarks as (
    select
        'atlon' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
monthly as (
    select
        company,
        month,
        product_id,
        customer_id,
        sum(quantity) as quantity,
        count(*) as order_line_count
    from order_lines
    where true
    group by company, month, product_id, customer_id
),
groups as (
    select * from monthly
),
final as (
    select
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.month as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as monthly_sale_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        groups.company,
        groups.month,
        groups.product_id,
        groups.customer_id,
        groups.quantity,
        prices.price_inr,
        cast(groups.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr,
        groups.order_line_count,
        watermarks._judgement_id
    from groups
    left join prices
        on
            groups.company = prices.company
            and groups.product_id = prices.product_id
            and year(groups.month) = prices.price_year
    left join watermarks
        on groups.company = watermarks.company
)
select * from final
;

-- batch 2, cluster

with
        seen as (
            select company, max(_judgement_id) as judgement_id from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` group by company
        ),
        judged as (
            select order_month as month
            from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
            where _judgement_id > coalesce(
                (select judgement_id from seen where company = 'atlon'), 0
            )
            union all
            select order_month as month
            from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
            where _judgement_id > coalesce(
                (select judgement_id from seen where company = 'sports_bar'), 0
            )
        ),
        -- a feed judged again as a whole may have left any month that it was in
        left_behind as (
            select month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
            where
                company = 'atlon'
                and _judgement_id < coalesce(
                    (select min(_judgement_id) from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`), _judgement_id + 1
                )
            union all
            select month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
            where
                company = 'sports_bar'
                and _judgement_id < coalesce(
                    (select min(_judgement_id) from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`), _judgement_id + 1
                )
        ),
        repriced as (
            select sales.month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` as sales
            left join `ecommerce_catalog`.`analytics`.`dim_prices` as prices
                on
                    sales.company = prices.company
                    and sales.product_id = prices.product_id
                    and year(sales.month) = prices.price_year
            where not sales.price_inr <=> prices.price_inr
        )
        select distinct month
        from (
            select month from judged
            union all
            select month from left_behind
            union all
            select month from repriced
        )
        where month is not null
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_monthly_sales'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_monthly_sales'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  JOIN `ecommerce_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `ecommerce_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_monthly_sales'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_monthly_sales'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
;

describe extended `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
;

create or replace temporary view `fct_monthly_sales__dbt_tmp` as
      with
order_lines as (
    select
        *,
        order_month as month
    from `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
),
prices as (
    select * from `ecommerce_catalog`.`analytics`.`dim_prices`
),
-- The newest judgement of each company, so that the next run knows what this one has seen.
watermarks as (
    select
        'atlon' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
monthly as (
    select
        company,
        month,
        product_id,
        customer_id,
        sum(quantity) as quantity,
        count(*) as order_line_count
    from order_lines
    where month in (date '2024-07-01', date '2024-08-01', date '2024-11-01', date '2025-02-01', date '2025-03-01', date '2025-04-01', date '2025-05-01', date '2024-09-01', date '2024-10-01', date '2024-12-01', date '2025-01-01', date '2025-06-01', date '2025-09-01', date '2025-07-01')
    group by company, month, product_id, customer_id
),
-- Groups that every line has left: merged as a count of 0, which deletes them.
deserted as ( -- noqa: ST03
    select
        stored.company,
        stored.month,
        stored.product_id,
        stored.customer_id,
        cast(0 as bigint) as quantity,
        cast(0 as bigint) as order_line_count
    from (
        select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
        where month in (date '2024-07-01', date '2024-08-01', date '2024-11-01', date '2025-02-01', date '2025-03-01', date '2025-04-01', date '2025-05-01', date '2024-09-01', date '2024-10-01', date '2024-12-01', date '2025-01-01', date '2025-06-01', date '2025-09-01', date '2025-07-01')
    ) as stored
    left anti join monthly
        on
            stored.company = monthly.company
            and stored.month = monthly.month
            and stored.product_id = monthly.product_id
            and stored.customer_id = monthly.customer_id
),
groups as (
    select * from monthly
    union all
    select * from deserted
),
final as (
    select
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.month as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as monthly_sale_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        groups.company,
        groups.month,
        groups.product_id,
        groups.customer_id,
        groups.quantity,
        prices.price_inr,
        cast(groups.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr,
        groups.order_line_count,
        watermarks._judgement_id
    from groups
    left join prices
        on
            groups.company = prices.company
            and groups.product_id = prices.product_id
            and year(groups.month) = prices.price_year
    left join watermarks
        on groups.company = watermarks.company
)
select * from final
;

DESCRIBE TABLE `fct_monthly_sales__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
;

-- back compat for old kwarg name
  merge into `ecommerce_catalog`.`analytics`.`fct_monthly_sales` as DBT_INTERNAL_DEST
    using `fct_monthly_sales__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.monthly_sale_key = DBT_INTERNAL_DEST.monthly_sale_key
    when matched and DBT_INTERNAL_SOURCE.order_line_count = 0 then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE.order_line_count = 0 then insert *
;

-- batch 3, SQL warehouse

with
        seen as (
            select company, max(_judgement_id) as judgement_id from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` group by company
        ),
        judged as (
            select order_month as month
            from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
            where _judgement_id > coalesce(
                (select judgement_id from seen where company = 'atlon'), 0
            )
            union all
            select order_month as month
            from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
            where _judgement_id > coalesce(
                (select judgement_id from seen where company = 'sports_bar'), 0
            )
        ),
        -- a feed judged again as a whole may have left any month that it was in
        left_behind as (
            select month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
            where
                company = 'atlon'
                and _judgement_id < coalesce(
                    (select min(_judgement_id) from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`), _judgement_id + 1
                )
            union all
            select month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
            where
                company = 'sports_bar'
                and _judgement_id < coalesce(
                    (select min(_judgement_id) from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`), _judgement_id + 1
                )
        ),
        repriced as (
            select sales.month
            from `ecommerce_catalog`.`analytics`.`fct_monthly_sales` as sales
            left join `ecommerce_catalog`.`analytics`.`dim_prices` as prices
                on
                    sales.company = prices.company
                    and sales.product_id = prices.product_id
                    and year(sales.month) = prices.price_year
            where not sales.price_inr <=> prices.price_inr
        )
        select distinct month
        from (
            select month from judged
            union all
            select month from left_behind
            union all
            select month from repriced
        )
        where month is not null
;

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_monthly_sales'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_monthly_sales'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  JOIN `ecommerce_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `ecommerce_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_monthly_sales'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_monthly_sales'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_monthly_sales'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
;

describe extended `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
;

create or replace temporary view `fct_monthly_sales__dbt_tmp` as
      with
order_lines as (
    select
        *,
        order_month as month
    from `ecommerce_catalog`.`processed`.`int_distribution__order_lines`
),
prices as (
    select * from `ecommerce_catalog`.`analytics`.`dim_prices`
),
-- The newest judgement of each company, so that the next run knows what this one has seen.
watermarks as (
    select
        'atlon' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__atlon_order_lines_judged`
    union all
    select
        'sports_bar' as company,
        max(_judgement_id) as _judgement_id
    from `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_order_lines_judged`
),
monthly as (
    select
        company,
        month,
        product_id,
        customer_id,
        sum(quantity) as quantity,
        count(*) as order_line_count
    from order_lines
    where month in (date '2024-07-01', date '2024-08-01', date '2024-11-01', date '2025-02-01', date '2025-03-01', date '2025-04-01', date '2025-05-01', date '2024-09-01', date '2024-10-01', date '2024-12-01', date '2025-01-01', date '2025-06-01', date '2025-09-01', date '2025-07-01')
    group by company, month, product_id, customer_id
),
-- Groups that every line has left: merged as a count of 0, which deletes them.
deserted as ( -- noqa: ST03
    select
        stored.company,
        stored.month,
        stored.product_id,
        stored.customer_id,
        cast(0 as bigint) as quantity,
        cast(0 as bigint) as order_line_count
    from (
        select * from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
        where month in (date '2024-07-01', date '2024-08-01', date '2024-11-01', date '2025-02-01', date '2025-03-01', date '2025-04-01', date '2025-05-01', date '2024-09-01', date '2024-10-01', date '2024-12-01', date '2025-01-01', date '2025-06-01', date '2025-09-01', date '2025-07-01')
    ) as stored
    left anti join monthly
        on
            stored.company = monthly.company
            and stored.month = monthly.month
            and stored.product_id = monthly.product_id
            and stored.customer_id = monthly.customer_id
),
groups as (
    select * from monthly
    union all
    select * from deserted
),
final as (
    select
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.month as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as monthly_sale_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.product_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as product_key,
        md5(cast(concat(coalesce(cast(groups.company as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(groups.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        groups.company,
        groups.month,
        groups.product_id,
        groups.customer_id,
        groups.quantity,
        prices.price_inr,
        cast(groups.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr,
        groups.order_line_count,
        watermarks._judgement_id
    from groups
    left join prices
        on
            groups.company = prices.company
            and groups.product_id = prices.product_id
            and year(groups.month) = prices.price_year
    left join watermarks
        on groups.company = watermarks.company
)
select * from final
;

DESCRIBE TABLE EXTENDED `fct_monthly_sales__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`analytics`.`fct_monthly_sales` AS JSON
;

-- back compat for old kwarg name
  merge into `ecommerce_catalog`.`analytics`.`fct_monthly_sales` as DBT_INTERNAL_DEST
    using `fct_monthly_sales__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.monthly_sale_key = DBT_INTERNAL_DEST.monthly_sale_key
    when matched and DBT_INTERNAL_SOURCE.order_line_count = 0 then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE.order_line_count = 0 then insert *
;

