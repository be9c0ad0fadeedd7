{# The records of a history that exist now (see _macros.yml). #}
{% macro current_state(history) -%}
with

versions as (

    select * from {{ ref(history) }}
    where is_current

),

final as (

    select
        * except (
            valid_to, is_current, is_deleted, is_first_version, left_reason, left_file_path, left_line_number,
            _record_key, _file_path, _line_number, _judgement_id
        )
    from versions

)

select * from final
{%- endmacro %}
