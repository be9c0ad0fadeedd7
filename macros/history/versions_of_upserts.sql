{# The steps from records that came or came again to the versions of each key (SCD2): a version lasts
   until a delivery says something else; absence says nothing. Expects the CTE `delivered`, ends with
   the CTE `final` (see _macros.yml). #}
{% macro versions_of_upserts(keys, attributes) -%}
{% set key = keys | join(', ') -%}
-- One state per key and time: the last row that was delivered.
states as (

    select
        {{ key }},
        _file_order._file_modified_at as valid_from,
        max_by(
            struct(
                {%- for name in attributes %}
                {{ name }}{{ ',' if not loop.last }}
                {%- endfor %}
            ),
            struct(_file_order, _line_number)
        ) as _state
    from delivered
    where _outcome <> 'rejected'
    group by {{ key }}, _file_order._file_modified_at

),

compared as (

    select
        *,
        lag(_state) over (partition by {{ key }} order by valid_from) as _state_before
    from states

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(keys + ['valid_from']) }} as version_key,
        {{ key }},

        {% for name in attributes -%}
        _state.{{ name }} as {{ name }},
        {% endfor %}
        valid_from,
        lead(valid_from) over (partition by {{ key }} order by valid_from) as valid_to,
        lead(valid_from) over (partition by {{ key }} order by valid_from) is null as is_current,
        -- absence makes no version
        false as is_deleted
    from compared
    where not _state_before <=> _state

)
{%- endmacro %}
