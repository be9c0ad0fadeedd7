{# The steps from what lines and orders did to the parts of each KPI of a month, one a cause (see
   _macros.yml). Expects the CTEs `line_parts`, `classified`, `terms` and `caused_counts`; ends with the
   CTE `parts`. #}
{% macro caused_parts(about) -%}
caused as (

    select
        line_parts.kpi,
        line_parts.month,
        line_parts.line_key,
        line_parts.part,
        {%- if about.terms %}
        if(is_term, '{{ about.terms.cause }}', classified.cause) as cause,
        {%- else %}
        classified.cause,
        {%- endif %}
        if(is_term, null, classified.detail) as detail,
        if(is_term, terms.line.feed, classified.feed) as feed,
        if(is_term, terms.line.file_path, classified.file_path) as file_path,
        if(is_term, terms.line.line_number, classified.line_number) as line_number
    from line_parts
    left join classified
        on line_parts.line_key = classified.line_key
    left join terms
        on line_parts.term = terms.term
    union all
    select * except (is_by_term) from caused_counts

),

parts as (

    select
        kpi,
        month,
        cause,
        detail,
        feed,
        sum(part) as part,
        count(distinct line_key) as row_count,
        count(distinct file_path) as file_count,
        slice(sort_array(collect_set(file_path)), 1, 20) as files,
        slice(sort_array(collect_set(concat(file_path, ':', line_number))), 1, 20) as first_lines
    from caused
    group by kpi, month, cause, detail, feed

)
{%- endmacro %}
