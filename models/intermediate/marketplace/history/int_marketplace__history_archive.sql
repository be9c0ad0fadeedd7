with

{% for name, entity in change_entities().items() -%}
{{ name }} as (

    select
        '{{ name }}' as entity,
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
            struct({{ (entity.key + entity.attributes) | join(', ') }}),
            map('ignoreNullFields', 'false')
        ) as record
    from {{ ref('int_marketplace__' ~ name ~ '_history') }}
    where not is_current

),

{% endfor -%}
final as (

    {%- for name in change_entities() %}
    select * from {{ name }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
