{# The steps to what changed in how feeds are judged: their rules and SQL (the CTE `judged_with`), and
   the seeds behind them (the CTE `seeds`; see _macros.yml). Expects the CTEs `delivered_before` and
   `delivered_after`. #}
{% macro changes_of_judging(some_feeds, before_at, after_at) -%}
judged_before as (

    select
        feed,
        max_by(judged_with, judgement_id) as judged_with
    from delivered_before
    group by feed

),

judged_after as (

    select
        feed,
        max_by(judged_with, judgement_id) as judged_with
    from delivered_after
    group by feed

),

judged_with as (

    select
        coalesce(earlier.feed, later.feed) as feed,
        earlier.judged_with <> later.judged_with as is_changed
    from judged_before as earlier
    full outer join judged_after as later
        on earlier.feed = later.feed

),

seeds as (

    {%- for feed in some_feeds %}
    select
        '{{ feed.feed }}' as feed,
        '{{ changed_seeds(feed, before_at, after_at) | join(', ') }}' as names
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)
{%- endmacro %}
