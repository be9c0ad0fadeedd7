{# The SQL of a judged model whose feed delivers full pictures: computed whole, the last valid row
   of a key counts (see _macros.yml). #}
{% macro judge_full_picture(bronze, typed, key) -%}
with

delivered as (

    select * from {{ bronze }}
    where _row_kind = 'row'

),

typed as (
{{ typed }}
),

judged as (

    select
        *,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from typed

),

ranked as (

    select
        *,
        {{ file_order() }} as _file_order,
        max(if(size(_reject_rules) = 0, struct({{ file_order() }}, _line_number), null)) over (
            partition by {{ key | join(', ') }}
        ) as _last
    from judged

),

final as (

    select
        * except (_file_order, _last),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _line_number = _last._line_number and _file_order = _last.col1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 then null
            when _file_order < _last.col1 then 'replaced by a later delivery'
            when _line_number < _last._line_number then 'replaced by a later line of the same file'
        end as _outcome_reason
    from ranked

)

select * from final
{%- endmacro %}
