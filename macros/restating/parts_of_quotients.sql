{# The steps from the parts of two KPIs to those of their quotient (see _macros.yml). Expects the CTEs
   `parts` and `published`, ends with the CTE `parts_and_quotients`. #}
{% macro parts_of_quotients(quotients) -%}
{%- for quotient in quotients %}
{{ quotient.name }}_values as (

    select
        month,
        max(if(kpi = '{{ quotient.name }}', value_before, null)) as value_before,
        max(if(kpi = '{{ quotient.name }}', value_after, null)) as value_after,
        max(if(kpi = '{{ quotient.by }}', cast(value_before as double), null)) as count_before,
        max(if(kpi = '{{ quotient.by }}', cast(value_after as double), null)) as count_after,
        coalesce(try_divide(
            max(if(kpi = '{{ quotient.of }}', cast(value_before as double), null)), count_before
        ), 0) as exact_before
    from published
    group by month

),

-- What each cause did to the sum, less what its count would have brought at the quotient of before: these parts add up.
{{ quotient.name }}_steps as (

    select
        coalesce(sums.month, counts.month) as month,
        coalesce(sums.cause, counts.cause) as cause,
        coalesce(sums.detail, counts.detail) as detail,
        coalesce(sums.feed, counts.feed) as feed,
        coalesce(cast(sums.part as double), 0) as sum_part,
        coalesce(cast(counts.part as double), 0) as count_part,
        coalesce(sums.row_count, counts.row_count) as row_count,
        coalesce(sums.file_count, counts.file_count) as file_count,
        coalesce(sums.files, counts.files) as files,
        coalesce(sums.first_lines, counts.first_lines) as first_lines
    from (select * from parts where kpi = '{{ quotient.of }}') as sums
    full outer join (select * from parts where kpi = '{{ quotient.by }}') as counts
        on
            sums.month <=> counts.month
            and sums.cause = counts.cause
            and sums.detail <=> counts.detail
            and sums.feed <=> counts.feed

),

{{ quotient.name }}_sums as (

    select
        steps.*,
        quotients.value_before,
        quotients.value_after,
        exact_before + sum(
            if(
                count_after = 0,
                exact_before * count_part / count_before,
                (sum_part - exact_before * count_part) / count_after
            )
        ) over (
            partition by steps.month order by cause, detail, feed rows between unbounded preceding and current row
        ) as exact_so_far,
        lead(cause) over (partition by steps.month order by cause, detail, feed) is null as is_last
    from {{ quotient.name }}_steps as steps
    inner join {{ quotient.name }}_values as quotients
        on steps.month <=> quotients.month

),

-- Rounded as sums, not one by one, so that they still add up.
{{ quotient.name }}_rounded as (

    select
        *,
        if(is_last, value_after, cast(round(exact_so_far, 2) as decimal(38, 2))) as value_so_far
    from {{ quotient.name }}_sums

),

{{ quotient.name }}_parts as (

    select
        *,
        value_so_far - coalesce(
            lag(value_so_far) over (partition by month order by cause, detail, feed), value_before
        ) as part
    from {{ quotient.name }}_rounded

),
{% endfor %}
parts_and_quotients as (

    select * from parts
    {%- for quotient in quotients %}
    union all
    select
        '{{ quotient.name }}' as kpi,
        month,
        cause,
        detail,
        feed,
        part,
        row_count,
        file_count,
        files,
        first_lines
    from {{ quotient.name }}_parts
    where part <> 0
    {%- endfor %}

)
{%- endmacro %}
