{# The CTE `classified`: the one cause of each changed line, with its file and line (see _macros.yml).
   Expects the CTEs `judged_otherwise`, `judged_with` and `seeds`. #}
{% macro causes_of_lines() -%}
classified as (

    select
        judged_otherwise.line_key,
        judged_otherwise.feed,
        case
            when has_arrived and counting.is_deletion then 'deletes'
            when has_arrived and was_known then 'corrections'
            when has_arrived and month < trunc(counting.arrived_at, 'month') then 'late_rows'
            when has_arrived then 'new_files'
            when seeds.names <> '' then 'changed_seed'
            when judged_with.is_changed then 'changed_rule'
            when was_rejected then 'released'
            when is_rejected then 'newly_rejected'
            else 'corrections'
        end as cause,
        case
            when has_arrived then null
            when seeds.names <> '' then seeds.names
            when was_rejected then earlier_rules
            when is_rejected then later_rules
            when not coalesce(judged_with.is_changed, false) then 'what it refers to was corrected'
        end as detail,
        coalesce(counting.file_path, before_line.file_path) as file_path,
        coalesce(counting.line_number, before_line.line_number) as line_number
    from judged_otherwise
    left join judged_with
        on judged_otherwise.feed = judged_with.feed
    left join seeds
        on judged_otherwise.feed = seeds.feed

)
{%- endmacro %}
