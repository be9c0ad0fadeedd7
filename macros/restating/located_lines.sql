{# The steps from changed lines to the delivered line that counts now for each, and whether its record
   was known before (see _macros.yml). Expects the CTEs `compared`, `delivered_before` and
   `delivered_after`, ends with the CTE `located`. #}
{% macro located_lines(has_other_line) -%}
{#- a line that says what it said has changed by its other record -#}
{%- set is_other = 'before.says <=> after.says' if has_other_line else 'false' -%}
winning_before as (

    select distinct
        feed,
        record
    from delivered_before
    where is_counted

),

winning_after as (

    select
        feed,
        record,
        min(struct(file_id, file_path, line_number, arrived_at, is_deletion)) as line
    from delivered_after
    where is_counted
    group by feed, record

),

changed_lines as (

    select
        line_key,
        after.month,
        if({{ is_other }}, before.other_line, before.line) as before_line,
        if({{ is_other }}, after.other_line, after.line) as after_line,
        coalesce(after_line.feed, before_line.feed) as feed,
        coalesce(after_line.record, before_line.record) as record
    from compared

),

-- The delivered line that counts now, of the same record where the line itself is gone.
located as (

    select
        changed_lines.*,
        if(
            changed_lines.after_line is null,
            winning_after.line,
            struct(
                changed_lines.after_line.file_id, changed_lines.after_line.file_path, changed_lines.after_line.line_number,
                changed_lines.after_line.arrived_at, changed_lines.after_line.is_deletion
            )
        ) as counting,
        changed_lines.before_line is not null or winning_before.record is not null as was_known
    from changed_lines
    left join winning_after
        on
            changed_lines.feed = winning_after.feed
            and changed_lines.record = winning_after.record
    left join winning_before
        on
            changed_lines.feed = winning_before.feed
            and changed_lines.record = winning_before.record

)
{%- endmacro %}
