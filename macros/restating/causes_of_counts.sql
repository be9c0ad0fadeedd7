{# The steps to what is counted, orders and customers, that came into a month or left it, each with the
   cause of the first of its lines that changed (see _macros.yml). Expects the CTEs
   `contributions_before`, `contributions_after`, `revalued`, `line_parts`, `classified` and `terms`, ends with
   the CTE `caused_counts`. #}
{% macro causes_of_counts(about) -%}
{%- set counted = [] -%}
{%- for kpi in about.counted -%}
    {%- do counted.append(
        "struct('" ~ kpi.name ~ "' as kpi, cast(" ~ kpi.by ~ " as string) as counted_key, cast("
        ~ kpi.worth | default('1') ~ ' as decimal(38, 2)) as worth)'
    ) -%}
{%- endfor -%}
counted as (

    {%- for time, sign in [('before', '-'), ('after', '+')] %}
    select
        kpi,
        counted_key,
        month,
        {{ sign }} max(worth) as part
    from (
        select
            month,
            inline(array({{ counted | join(', ') }}))
        from contributions_{{ time }}
        where is_counted
    ) as each_{{ time }}
    where counted_key is not null
    group by kpi, counted_key, month
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

counted_parts as (

    select
        kpi,
        counted_key,
        month,
        sum(part) as part,
        count(*) > 1 as is_worth_changed
    from counted
    group by kpi, counted_key, month
    having sum(part) <> 0

),

changed_counts as (

    select
        line_key,
        inline(array(
            {%- for kpi in about.counted %}
            {%- for time in ['before', 'after'] %}
            struct(
                '{{ kpi.name }}' as kpi, cast({{ kpi.by }}_{{ time }} as string) as counted_key, month_{{ time }} as month
            ){{ ',' if not loop.last }}
            {%- endfor %}{{ ',' if not loop.last }}
            {%- endfor %}
        ))
    from revalued

),

changed_terms as (

    select
        line_parts.line_key,
        min(terms.line) as line
    from line_parts
    inner join terms
        on line_parts.term = terms.term
    where line_parts.is_term
    group by line_parts.line_key

),

count_causes as (

    select
        changed_counts.kpi,
        changed_counts.counted_key,
        changed_counts.month,
        min_by(
            struct(classified.cause, classified.detail, classified.feed, classified.file_path, classified.line_number),
            classified.line_key
        ) as reason,
        min(changed_terms.line) as term_line
    from changed_counts
    inner join classified
        on changed_counts.line_key = classified.line_key
    left join changed_terms
        on changed_counts.line_key = changed_terms.line_key
    group by changed_counts.kpi, changed_counts.counted_key, changed_counts.month

),

caused_counts as (

    select
        counted_parts.kpi,
        counted_parts.month,
        counted_parts.counted_key as line_key,
        counted_parts.part,
        -- what is there before and after is worth something else by its price
        counted_parts.is_worth_changed and term_line is not null as is_by_term,
        if(is_by_term, '{{ about.get('terms', {}).get('cause', '') }}', reason.cause) as cause,
        if(is_by_term, null, reason.detail) as detail,
        if(is_by_term, term_line.feed, reason.feed) as feed,
        if(is_by_term, term_line.file_path, reason.file_path) as file_path,
        if(is_by_term, term_line.line_number, reason.line_number) as line_number
    from counted_parts
    left join count_causes
        on
            counted_parts.kpi = count_causes.kpi
            and counted_parts.counted_key = count_causes.counted_key
            and counted_parts.month <=> count_causes.month

)
{%- endmacro %}
