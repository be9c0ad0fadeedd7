{# The CTE `judged_otherwise`: how each changed line was judged before and is judged now (see
   _macros.yml). Expects the CTEs `located`, `delivered_before` and `delivered_after`. #}
{% macro lines_judged_otherwise() -%}
judged_otherwise as (

    select
        located.*,
        located.counting is not null and earlier.file_id is null as has_arrived,
        earlier.outcome = 'rejected' as was_rejected,
        earlier.rules as earlier_rules,
        later.outcome = 'rejected' as is_rejected,
        later.rules as later_rules
    from located
    left join delivered_before as earlier
        on
            located.feed = earlier.feed
            and located.counting.file_id = earlier.file_id
            and located.counting.line_number = earlier.line_number
    left join delivered_after as later
        on
            located.feed = later.feed
            and located.before_line.file_id = later.file_id
            and located.before_line.line_number = later.line_number

)
{%- endmacro %}
