with

final as (

    {% for feed in feeds() %}
    select
        '{{ feed.feed }}' as feed,
        _file_id as file_id,
        _file_path as file_path,
        _file_modified_at as file_modified_at,
        _file_size as file_size_bytes,
        _file_row_count as landed_row_count,
        _file_problem as problem,
        _rescued_data as undeclared_columns,
        _load_id as load_id,
        _loaded_at as loaded_at
    from {{ ref(feed.bronze) }}
    where _row_kind = 'file'
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
