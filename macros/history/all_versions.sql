{# Every version of the records of a change feed: what it said, when it held, why it left and where
   it came from (see _macros.yml). #}
{% macro all_versions(judged) -%}
with

judged as (

    select * from {{ ref(judged) }}
    where _outcome = 'accepted'

),

final as (

    select
        * except (
            op, changed_at, change_sequence, _row_status, _file_id, _file_modified_at, _file_size, _load_id,
            _reject_rules, _warn_rules, _outcome, _outcome_reason, _judgement_hash, _judged_with
        )
    from judged

)

select * from final
{%- endmacro %}
