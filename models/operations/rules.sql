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
