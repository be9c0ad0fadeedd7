{# The versions of a line's change feeds that are not the current state any more, with the delivered
   line that ended each (see _macros.yml). #}
{% macro history_archive(line) -%}
with

final as (

    {%- for feed in feeds(line, built_only=false) if feed.kind == 'changes' %}
    select
        '{{ feed.table }}' as entity,
        _record_key as record_key,
        valid_from,
        valid_to,
        is_deleted,
        _file_path as file_path,
        _line_number as line_number,
        left_reason,
        coalesce(valid_to, valid_from) as left_at,
        coalesce(left_file_path, _file_path) as left_file_path,
        coalesce(left_line_number, _line_number) as left_line_number,
        to_json(
            struct(* except (
                op, changed_at, change_sequence, valid_from, valid_to, is_current, is_deleted, is_first_version,
                left_reason, left_file_path, left_line_number, _record_key, _row_status, _file_id, _file_path,
                _file_modified_at, _file_size, _line_number, _load_id, _reject_rules, _warn_rules, _outcome,
                _outcome_reason, _judgement_hash, _judged_with, _judgement_id
            )),
            map('ignoreNullFields', 'false')
        ) as record
    from {{ ref(feed.judged) }}
    where _outcome = 'accepted' and not is_current
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
{%- endmacro %}
