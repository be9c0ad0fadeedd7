{{
    config(
        meta={
            'mend': 'Add a line for the feed to seeds/reject_limits.csv.',
        },
    )
}}
{%- set feeds = [] %}
{%- if execute %}
    {%- for node in graph.nodes.values() if node.config.meta.get('feed') %}
        {%- do feeds.append(sql_literal(node.config.meta.feed)) %}
    {%- endfor %}
{%- endif %}

-- A feed without a limit would never be stopped by its rejects.
with

feeds as (

    select explode(array({{ feeds | join(', ') }})) as feed

)

select feeds.feed
from feeds
left anti join {{ ref('reject_limits') }} as limits
    on feeds.feed = limits.feed
