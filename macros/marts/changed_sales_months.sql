{# The months of fct_distribution_monthly_sales that this run computes again, as SQL date literals; none stands
   for all (see _macros.yml). #}
{% macro changed_sales_months(judged_lines, prices) %}
    {% if not execute or not is_incremental() %}{{ return(none) }}{% endif %}
    {% set query %}
        with
        seen as (
            select company, max(_judgement_id) as judgement_id from {{ this }} group by company
        ),
        judged as (
            {%- for company, relation in judged_lines.items() %}
            select order_month as month
            from {{ relation }}
            where _judgement_id > coalesce(
                (select judgement_id from seen where company = '{{ company }}'), 0
            )
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        ),
        -- a feed judged again as a whole may have left any month that it was in
        left_behind as (
            {%- for company, relation in judged_lines.items() %}
            select month
            from {{ this }}
            where
                company = '{{ company }}'
                and _judgement_id < coalesce(
                    (select min(_judgement_id) from {{ relation }}), _judgement_id + 1
                )
            {{ 'union all' if not loop.last }}
            {%- endfor %}
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
