-- batch 1, SQL warehouse

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
;

create or replace table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
    using delta
      as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'row'
),
city_names as (
    select * from `ecommerce_catalog`.`reference`.`city_names`
),
customer_cities as (
    select * from `ecommerce_catalog`.`reference`.`customer_cities`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(customer_id, ' \t\u000b\u000c') as customer_id,
        initcap(regexp_replace(btrim(customer_name, ' \t\u000b\u000c'), '\\s+', ' ')) as shop_name,
        nullif(btrim(city, ' \t\u000b\u000c'), '') as city_as_delivered,
        coalesce(_raw, to_json(struct(customer_id, customer_name, city))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
located as (
    select
        cleaned.*,
        city_names.city is null and cleaned.city_as_delivered is not null as is_city_unmapped,
        coalesce(
            city_names.city, initcap(cleaned.city_as_delivered), customer_cities.city, 'Unknown'
        ) as city
    from cleaned
    left join city_names
        on lower(cleaned.city_as_delivered) = lower(btrim(city_names.raw_city, ' \t\u000b\u000c'))
    left join customer_cities
        on cleaned.customer_id = customer_cities.customer_id
),
judged as (
    select
        *,
        concat(coalesce(nullif(shop_name, ''), 'Unknown'), ' - ', city) as customer_name,
        'India' as market,
        'Sports Bar' as platform,
        'Acquisition' as channel,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(customer_id, '') = '', 'customer_id_missing', null),
            if(coalesce(customer_id, '') <> '' and not customer_id rlike '^[0-9]+$', 'customer_id_not_numeric', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(is_city_unmapped, 'city_unknown', null)
        ))
    end as _warn_rules
    from located
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by customer_id, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

-- batch 2, cluster

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_customers_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_customers_judged'
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
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_customers_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_customers_judged'
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
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
;

create or replace temporary view `int_distribution__sports_bar_customers_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'row'
),
city_names as (
    select * from `ecommerce_catalog`.`reference`.`city_names`
),
customer_cities as (
    select * from `ecommerce_catalog`.`reference`.`customer_cities`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(customer_id, ' \t\u000b\u000c') as customer_id,
        initcap(regexp_replace(btrim(customer_name, ' \t\u000b\u000c'), '\\s+', ' ')) as shop_name,
        nullif(btrim(city, ' \t\u000b\u000c'), '') as city_as_delivered,
        coalesce(_raw, to_json(struct(customer_id, customer_name, city))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
located as (
    select
        cleaned.*,
        city_names.city is null and cleaned.city_as_delivered is not null as is_city_unmapped,
        coalesce(
            city_names.city, initcap(cleaned.city_as_delivered), customer_cities.city, 'Unknown'
        ) as city
    from cleaned
    left join city_names
        on lower(cleaned.city_as_delivered) = lower(btrim(city_names.raw_city, ' \t\u000b\u000c'))
    left join customer_cities
        on cleaned.customer_id = customer_cities.customer_id
),
judged as (
    select
        *,
        concat(coalesce(nullif(shop_name, ''), 'Unknown'), ' - ', city) as customer_name,
        'India' as market,
        'Sports Bar' as platform,
        'Acquisition' as channel,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(customer_id, '') = '', 'customer_id_missing', null),
            if(coalesce(customer_id, '') <> '' and not customer_id rlike '^[0-9]+$', 'customer_id_not_numeric', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(is_city_unmapped, 'city_unknown', null)
        ))
    end as _warn_rules
    from located
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by customer_id, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

DESCRIBE TABLE `int_distribution__sports_bar_customers_judged__dbt_tmp`
;

DESCRIBE TABLE `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
             by name
            select * from `int_distribution__sports_bar_customers_judged__dbt_tmp`
;

set spark.sql.sources.partitionOverwriteMode = STATIC
;

-- batch 3, SQL warehouse

SELECT column_name
  FROM `ecommerce_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `ecommerce_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'ecommerce_catalog'
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_customers_judged'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_customers_judged'
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
    AND kcu.table_schema = 'processed'
    AND kcu.table_name = 'int_distribution__sports_bar_customers_judged'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `ecommerce_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'ecommerce_catalog'
        AND table_schema = 'processed'
        AND table_name = 'int_distribution__sports_bar_customers_judged'
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
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `ecommerce_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'ecommerce_catalog'
    AND table_schema = 'processed'
    AND table_name = 'int_distribution__sports_bar_customers_judged'
;

SHOW TBLPROPERTIES `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
;

describe extended `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged`
;

create or replace temporary view `int_distribution__sports_bar_customers_judged__dbt_tmp` as
      with
delivered as (
    select * from `ecommerce_catalog`.`raw`.`stg_sports_bar__customers`
    where _row_kind = 'row'
),
city_names as (
    select * from `ecommerce_catalog`.`reference`.`city_names`
),
customer_cities as (
    select * from `ecommerce_catalog`.`reference`.`customer_cities`
    where company = 'sports_bar'
),
cleaned as (
    select
        btrim(customer_id, ' \t\u000b\u000c') as customer_id,
        initcap(regexp_replace(btrim(customer_name, ' \t\u000b\u000c'), '\\s+', ' ')) as shop_name,
        nullif(btrim(city, ' \t\u000b\u000c'), '') as city_as_delivered,
        coalesce(_raw, to_json(struct(customer_id, customer_name, city))) as _raw_record,
        _row_status,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        _line_number,
        _load_id
    from delivered
),
located as (
    select
        cleaned.*,
        city_names.city is null and cleaned.city_as_delivered is not null as is_city_unmapped,
        coalesce(
            city_names.city, initcap(cleaned.city_as_delivered), customer_cities.city, 'Unknown'
        ) as city
    from cleaned
    left join city_names
        on lower(cleaned.city_as_delivered) = lower(btrim(city_names.raw_city, ' \t\u000b\u000c'))
    left join customer_cities
        on cleaned.customer_id = customer_cities.customer_id
),
judged as (
    select
        *,
        concat(coalesce(nullif(shop_name, ''), 'Unknown'), ' - ', city) as customer_name,
        'India' as market,
        'Sports Bar' as platform,
        'Acquisition' as channel,
        case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else array_compact(array(
            if(coalesce(customer_id, '') = '', 'customer_id_missing', null),
            if(coalesce(customer_id, '') <> '' and not customer_id rlike '^[0-9]+$', 'customer_id_not_numeric', null)
        ))
    end as _reject_rules,
        case
        when _row_status <> 'ok' then array()
        else array_compact(array(
            if(is_city_unmapped, 'city_unknown', null)
        ))
    end as _warn_rules
    from located
),
final as (
    select
        *,
        case
            when size(_reject_rules) > 0 then 'rejected'
            when row_number() over (
                partition by customer_id, size(_reject_rules) = 0
                order by struct(
            _file_modified_at,
            regexp_replace(_file_path, '(?i)\\.csv(\\.gz)?$', ''),
            _file_path,
            _file_size
        ) desc, _line_number desc
            ) = 1 then 'accepted'
            else 'superseded'
        end as _outcome
    from judged
)
select * from final
;

DESCRIBE TABLE EXTENDED `int_distribution__sports_bar_customers_judged__dbt_tmp` AS JSON
;

DESCRIBE TABLE EXTENDED `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged` AS JSON
;

insert overwrite table `ecommerce_catalog`.`processed`.`int_distribution__sports_bar_customers_judged` by name
        select * from `int_distribution__sports_bar_customers_judged__dbt_tmp`
;

