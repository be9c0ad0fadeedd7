{# The steps from full-picture deliveries to the versions of each key (SCD2), shared by the
   reference feeds. A version lasts until the delivery that changes the key or no longer holds it.
   Expects the CTE `delivered`, ends with the CTE `final` (see _macros.yml). #}
{% macro versions_of_full_pictures(key, attributes, scope='company') -%}
-- Pictures of one sender in their order (of those of one time only the last one was ever true), and
-- the time at which each was replaced by the next one.
pictures as (

    select
        {{ scope }},
        _file_order._file_modified_at as valid_from,
        max(_file_order) as _file_order,
        row_number() over (
            partition by {{ scope }} order by _file_order._file_modified_at
        ) as _picture,
        lead(_file_order._file_modified_at) over (
            partition by {{ scope }} order by _file_order._file_modified_at
        ) as _next_picture_at
    from delivered
    where _outcome <> 'rejected'
    group by {{ scope }}, _file_order._file_modified_at

),

-- One state per key and picture: the last valid row of the file.
states as (

    select
        delivered.{{ scope }},
        delivered.{{ key }},
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at,
        max_by(
            struct(
                {%- for name in attributes %}
                delivered.{{ name }}{{ ',' if not loop.last }}
                {%- endfor %}
            ),
            delivered._line_number
        ) as _state
    from delivered
    inner join pictures
        on
            delivered.{{ scope }} = pictures.{{ scope }}
            and delivered._file_order = pictures._file_order
    where delivered._outcome <> 'rejected'
    group by
        delivered.{{ scope }},
        delivered.{{ key }},
        pictures.valid_from,
        pictures._picture,
        pictures._next_picture_at

),

compared as (

    select
        *,
        not coalesce(
            lag(_state) over (partition by {{ scope }}, {{ key }} order by _picture) <=> _state
            and lag(_picture) over (
                partition by {{ scope }}, {{ key }} order by _picture
            ) = _picture - 1,
            false
        ) as _is_new_version
    from states

),

numbered as (

    select
        *,
        sum(cast(_is_new_version as int)) over (
            partition by {{ scope }}, {{ key }} order by _picture
        ) as version_number
    from compared

),

versions as (

    select
        {{ scope }},
        {{ key }},
        version_number,

        {% for name in attributes -%}
        any_value(_state.{{ name }}) as {{ name }},
        {% endfor %}
        min(valid_from) as valid_from,
        max_by(_next_picture_at, _picture) as valid_to
    from numbered
    group by {{ scope }}, {{ key }}, version_number

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key([scope, key, 'valid_from']) }} as version_key,
        {{ scope }},
        {{ key }},

        {% for name in attributes -%}
        {{ name }},
        {% endfor %}
        valid_from,
        valid_to,
        valid_to is null as is_current,
        -- absence from a picture ends a version and makes none
        false as is_deleted
    from versions

)
{%- endmacro %}
