{# The steps that add what no line accounts for, so that parts sum to what the published numbers did
   (see _macros.yml). Expects the CTEs `parts_and_quotients` and `published`, ends with the CTE `all_parts`. #}
{% macro unexplained_parts() -%}
explained as (

    select
        kpi,
        month,
        sum(part) as part
    from parts_and_quotients
    group by kpi, month

),

-- What no line accounts for would be a mistake in here; it is told, not hidden.
unexplained as (

    select
        published.kpi,
        published.month,
        'unexplained' as cause,
        cast(null as string) as detail,
        cast(null as string) as feed,
        published.value_after - published.value_before - coalesce(explained.part, 0) as part,
        cast(0 as bigint) as row_count,
        cast(0 as bigint) as file_count,
        cast(array() as array<string>) as files,
        cast(array() as array<string>) as first_lines
    from published
    left join explained
        on
            published.kpi = explained.kpi
            and published.month <=> explained.month
    where published.value_after - published.value_before <> coalesce(explained.part, 0)

),

all_parts as (

    select * from parts_and_quotients
    union all
    select * from unexplained

)
{%- endmacro %}
