{{ config(materialized='whole', incremental_strategy='insert_overwrite') }}

-- A table: of all lines of business together it is longer than a local metastore keeps of a view.
with

final as (

    {%- set rules = [] %}
    {%- if execute %}
        {%- for feed in feeds() %}
            {%- set judged = graph.nodes['model.' ~ project_name ~ '.' ~ feed.judged] %}
            {%- for rule in declared_rules(judged, feed.kind) %}
                {%- do rules.append((feed.feed, rule)) %}
            {%- endfor %}
        {%- endfor %}
    {%- endif %}
    select *
    from
        values
        (
            'every feed',
            'file_schema',
            'reject',
            'the file has no header with the required columns',
            'Its columns are not known; nothing of it is used until it is delivered again or '
            || 'acknowledged.'
        ),
        (
            'every feed',
            'malformed_row',
            'reject',
            'the line has more or fewer fields than the header, or a quote in the wrong place',
            'Its values may stand in the wrong columns.'
        ),
        (
            'every feed',
            'key_damaged',
            'reject',
            'an id is what a spreadsheet or a wrong encoding left of it: 2.02507E+14, 7894.0, ###',
            'It would be taken for another record, or for the same as others.'
        ),
        (
            'every feed',
            'total_line',
            'reject',
            'an id says that the line is none of a record: totals, a ruled line, a count of rows',
            'What it sums up would count twice.'
        )
        {%- for feed, rule in rules %},
        (
            {{ sql_literal(feed) }},
            {{ sql_literal(rule.name) }},
            {{ sql_literal(rule.severity) }},
            {{ sql_literal(rule.condition) }},
            {{ sql_literal(rule.why) }}
        )
        {%- endfor %}
            as rules (feed, rule_name, severity, condition, why)

)

select * from final
