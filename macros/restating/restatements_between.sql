{# Query of what changed in the KPIs of a line of business between two states of its fact, month by
   month, split into causes (see _macros.yml). #}
{% macro restatements_between(line, before, after) -%}
{%- set about = restated_lines()[line] -%}
with

delivered_before as (
    {{ delivered_at(about.feeds, before.at) }}

),

delivered_after as (
    {{ delivered_at(about.feeds, after.at) }}

),

contributions_before as (

    {{ contributions_of(line, 'delivered_before', before.at) }}

),

contributions_after as (

    {{ contributions_of(line, 'delivered_after', after.at) }}

),

{# what each line that changed did to the KPIs of a month -#}
{{ compared_contributions(about) }},

{{ revalued_lines(about) }},

{{ parts_of_lines(about.kpis) }},

{# why it changed -#}
{{ located_lines(about.has_other_line) }},

{{ lines_judged_otherwise() }},

{{ changes_of_judging(about.feeds, before.at, after.at) }},

{{ causes_of_lines() }},

{# the prices or rates that changed -#}
term_lines as (
    {{ term_lines_at(line, after.at) }}

),

terms as (

    {{ counting_terms('(select distinct term, term_key, term_date from line_parts where is_term)') }}

),

{{ causes_of_counts(about) }},

{{ caused_parts(about) }},

{# and what the published numbers did -#}
{{ compared_published(line, before.at, after.at) }},

{{ parts_of_quotients(about.quotients) }},

{{ unexplained_parts() }},

{{ units_of_kpis(about.counted + about.kpis + about.quotients) }},

final as (

    select
        '{{ after.run_id }}' as run_id,
        '{{ before.run_id }}' as run_before,
        timestamp'{{ after.at }}' as built_at,
        timestamp'{{ before.at }}' as built_before_at,
        '{{ line }}' as line_of_business,
        all_parts.month,
        coalesce(add_months(all_parts.month, 1) <= timestamp'{{ before.at }}', true) as is_closed,
        all_parts.kpi,
        units.unit,
        coalesce(published.value_before, 0) as value_before,
        coalesce(published.value_after, 0) as value_after,
        all_parts.cause,
        all_parts.detail,
        all_parts.feed,
        cast(all_parts.part as decimal(38, 2)) as part,
        all_parts.row_count,
        all_parts.file_count,
        all_parts.files,
        all_parts.first_lines,
        current_timestamp() as explained_at
    from all_parts
    inner join units
        on all_parts.kpi = units.kpi
    left join published
        on
            all_parts.kpi = published.kpi
            and all_parts.month <=> published.month

)

select * from final
{%- endmacro %}
