{# Query of every judged row of a line's feeds as it stood at a time, where it came from and what
   became of it (see _macros.yml). #}
{% macro delivered_at(feeds_of_line, time) -%}
    {%- for feed in feeds_at(feeds_of_line, time) %}
    select
        '{{ feed.feed }}' as feed,
        '{{ folder_of(feed) | trim }}' as folder,
        cast({{ judged_key(feed.kind) }} as string) as record,
        {{ 'order_id' if feed.line == 'webshop' else 'cast(null as string)' }} as order_id,
        _file_id as file_id,
        _file_path as file_path,
        _line_number as line_number,
        _file_modified_at as arrived_at,
        _outcome as outcome,
        array_join(_reject_rules, ', ') as rules,
        {{ "op = 'D'" if feed.kind == 'changes' else 'false' }} as is_deletion,
        _outcome = 'accepted'{{ ' and valid_to is null' if feed.kind == 'changes' }} as is_counted,
        _judged_with as judged_with,
        _judgement_id as judgement_id
    from {{ table_at(feed.judged, time) }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as string) as feed,
        cast(null as string) as folder,
        cast(null as string) as record,
        cast(null as string) as order_id,
        cast(null as bigint) as file_id,
        cast(null as string) as file_path,
        cast(null as int) as line_number,
        cast(null as timestamp) as arrived_at,
        cast(null as string) as outcome,
        cast(null as string) as rules,
        false as is_deletion,
        false as is_counted,
        cast(null as string) as judged_with,
        cast(null as bigint) as judgement_id
    where false
    {%- endfor %}
{%- endmacro %}
