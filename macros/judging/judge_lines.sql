{# The steps from typed order lines to one outcome per delivered line, shared by both companies (see
   _macros.yml). Expects the CTEs `typed` and `product_ids`, ends with the CTE `final`. #}
{% macro judge_lines(state, line_key, columns) -%}
{%- set technical = [
    '_line_hash', '_row_status', '_file_id', '_file_path', '_file_modified_at', '_file_size',
    '_line_number', '_load_id',
] -%}
keyed as (

    select
        *,
        xxhash64({{ line_key | join(', ') }}) as _line_hash
    from typed

),

{% if state.keeps_stored -%}
-- Stored lines that this run can change: other deliveries of the lines that arrived, and lines
-- whose product's identity is no longer what they were judged with.
stored as (

    select
        {%- for name in columns + technical %}
        stored.{{ name }},
        {%- endfor %}
        stored._judgement_hash as _stored_judgement_hash
    from {{ this }} as stored
    left join (select distinct _line_hash from keyed) as arrived
        on stored._line_hash = arrived._line_hash
    left join product_ids
        on stored.source_product_id = product_ids.source_product_id
    where
        arrived._line_hash is not null
        or not stored.product_id <=> product_ids.product_id

),

{% endif -%}
candidates as (

    select
        {%- for name in columns + technical %}
        {{ name }},
        {%- endfor %}
        cast(null as bigint) as _stored_judgement_hash
    from keyed
    {%- if state.keeps_stored %}
    union all
    select * from stored
    {%- endif %}

),

identified as (

    select
        candidates.*,
        product_ids.product_id,
        -- below a trillion, so that no sum of quantities can leave bigint
        try_cast(
            try_cast(candidates.quantity_as_delivered as decimal(16, 4)) as bigint
        ) as quantity,
        cast(trunc(candidates.order_date, 'month') as date) as order_month
    from candidates
    left join product_ids
        on candidates.source_product_id = product_ids.source_product_id

),

judged as (

    select
        *,
        {{ broken_rules('reject') }} as _reject_rules,
        {{ broken_rules('warn') }} as _warn_rules
    from identified

),

ranked as (

    select
        *,
        {{ file_order() }} as _file_order,
        max(if(size(_reject_rules) = 0, {{ file_order() }}, null)) over (
            partition by {{ line_key | join(', ') }}
        ) as _winning_file,
        row_number() over (
            partition by
                {{ (line_key + ['order_date', 'customer_id', 'quantity']) | unique | join(', ') }},
                size(_reject_rules) = 0, _file_id
            order by _line_number
        ) as _copy_number
    from judged

),

decided as (

    select
        * except (_file_order, _winning_file, _copy_number),
        case
            when size(_reject_rules) > 0 then 'rejected'
            when _file_order = _winning_file and _copy_number = 1 then 'accepted'
            else 'superseded'
        end as _outcome,
        case
            when size(_reject_rules) > 0 and _file_order > _winning_file
                then 'rejected correction: replaces nothing'
            when size(_reject_rules) > 0 then null
            when _file_order < _winning_file then 'replaced by a later delivery'
            when _copy_number > 1 then 'copy of a line of the same file'
        end as _outcome_reason
    from ranked

),

stamped as (

    select
        *,
        xxhash64(_outcome, _outcome_reason, product_id, _reject_rules) as _judgement_hash,
        '{{ state.judged_with }}' as _judged_with,
        cast({{ state.judgement_id }} as bigint) as _judgement_id
    from decided

),

final as (

    select * except (_stored_judgement_hash)
    from stamped
    where not _judgement_hash <=> _stored_judgement_hash

)
{%- endmacro %}
