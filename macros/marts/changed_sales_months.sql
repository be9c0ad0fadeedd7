{# The months of fct_distribution_monthly_sales that this run computes again, as SQL date literals; none stands
   for all (see _macros.yml). #}
{% macro changed_sales_months(lines, prices) %}
    {% if not execute or not is_incremental() %}{{ return(none) }}{% endif %}
    {% set query %}
        with
        seen as (
            select company, max(_judgement_id) as judgement_id from {{ this }} group by company
        ),
        judged as (
            select lines.order_month as month
            from {{ lines }} as lines
            left join seen on lines.company = seen.company
            where lines._judgement_id > coalesce(seen.judgement_id, 0)
        ),
        oldest as (
            select company, min(_judgement_id) as judgement_id from {{ lines }} group by company
        ),
        -- a feed judged again as a whole may have left any month that it was in
        left_behind as (
            select sales.month
            from {{ this }} as sales
            left join oldest on sales.company = oldest.company
            where sales._judgement_id < coalesce(oldest.judgement_id, sales._judgement_id + 1)
        ),
        repriced as (
            select sales.month
            from {{ this }} as sales
            left join {{ prices }} as prices
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
    {% endset %}
    {% set months = [] %}
    {% for row in run_query(query).rows %}
        {% do months.append("date '" ~ row[0] ~ "'") %}
    {% endfor %}
    {{ return(months) }}
{% endmacro %}
