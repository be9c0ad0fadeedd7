{%- set eight_weeks %}over (
            partition by line_of_business, product
            order by date_diff(day, date '2000-01-01') range between 56 preceding and 1 preceding
        ){% endset %}
with

sold as (

    select * from {{ ref('sold_lines') }}
    where price is not null

),

priced as (

    select
        line_of_business,
        day,
        product,
        price,
        count(*) as line_count
    from sold
    group by line_of_business, day, product, price

),

-- Each price with what the product cost in the eight weeks before, and on the day it was sold last.
compared as (

    select
        *,
        if(count(price) {{ eight_weeks }} >= 3, percentile(price, 0.5) {{ eight_weeks }}, null) as usual_price,
        max(struct(day, price)) {{ eight_weeks }} as last_sold
    from priced

),

prices as (

    select
        line_of_business,
        day,
        cast(sum(line_count) filter (where last_sold is not null) as double) as weight,
        coalesce(sum(line_count) filter (where price not between usual_price / 3 and usual_price * 3), 0) as odd_count,
        coalesce(sum(line_count) filter (where price = last_sold.price), 0) as same_count,
        percentile(price / usual_price, 0.5, line_count) as price_level
    from compared
    group by line_of_business, day

),

files as (

    select
        line_of_business,
        day,
        array_sort(collect_set(file_path)) as files
    from sold
    group by line_of_business, day

),

final as (

    select
        prices.line_of_business as subject,
        prices.day,
        files.files,
        stack(
            3,
            'price_level', cast(prices.price_level as double), prices.weight,
            'odd_price_share', try_divide(prices.odd_count, prices.weight), prices.weight,
            'same_price_share', try_divide(prices.same_count, prices.weight), prices.weight
        ) as (metric, value, weight)
    from prices
    inner join files
        on
            prices.line_of_business = files.line_of_business
            and prices.day = files.day

)

select * from final
