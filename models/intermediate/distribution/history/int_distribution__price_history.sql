with

delivered as (

    select * from {{ ref('int_distribution__price_rows') }}
    where size(_reject_rules) = 0

),

-- One price per product, month and file: the last valid row.
states as (

    select
        company,
        product_id,
        price_month,
        _file_order,
        max_by(price_inr, _line_number) as price_inr
    from delivered
    group by company, product_id, price_month, _file_order

),

changes as (

    select
        *,
        lag(price_inr) over (
            partition by company, product_id, price_month order by _file_order
        ) as _previous_price_inr
    from states

),

versions as (

    select
        *,
        _file_order._file_modified_at as valid_from,
        lead(_file_order._file_modified_at) over (
            partition by company, product_id, price_month order by _file_order
        ) as valid_to
    from changes
    where not price_inr <=> _previous_price_inr

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['company', 'product_id', 'price_month', 'valid_from']
        ) }} as version_key,
        company,
        product_id,
        price_month,

        price_inr,
        valid_from,
        valid_to,
        valid_to is null as is_current,
        false as is_deleted
    from versions
    -- two deliveries of one time: only the last one was ever true
    where valid_to is null or valid_from < valid_to

)

select * from final
