{# The files of all feeds that their ledgers do not hold yet, listing minus ledgers, and the folders of no
   feed (see _macros.yml). #}
{% macro new_files_query(paths=['']) %}
{%- set definitions = [] -%}
{%- set ledgers = [] -%}
{%- for feed in feeds() -%}
    {%- do definitions.append(feed_definition(feed.source, feed.table)) -%}
{%- endfor -%}
{%- for feed in feeds() -%}
    {%- for node in graph.nodes.values() if node.name == feed.bronze and node.resource_type == 'model' -%}
        {%- set bronze = load_relation(api.Relation.create(
            database=node.database, schema=node.schema, identifier=node.alias
        )) -%}
        {%- if bronze -%}{%- do ledgers.append([feed.feed, bronze]) -%}{%- endif -%}
    {%- endfor -%}
{%- endfor -%}
with

files as (

    select
        *,
        case
            -- a folder below another feed's folder is the deeper feed's
            {%- for feed in definitions | sort(attribute='path', reverse=true) %}
            when startswith(_file_path, {{ sql_literal(feed.path ~ '/') }}) then '{{ feed.name }}'
            {%- endfor %}
            {#- a line that is not built has no feed cards in this run; its files are known all the same #}
            {%- for feed in feeds(built_only=false) if not is_in_business(feed.line) %}
            when startswith(_file_path, '{{ feed.source }}/{{ feed.table }}/') then '{{ feed.feed }}'
            {%- endfor %}
        end as _feed
    from ({{ landed_files(paths) }}) as landed

),

known as (

    select
        _feed,
        _file_uri,
        _file_path,
        _file_modified_at,
        _file_size,
        cast(null as bigint) as _load_id,
        cast(null as boolean) as _has_rows
    from files
    where _feed in ({% for feed in definitions %}'{{ feed.name }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- for feed, bronze in ledgers %}

    union all

    select '{{ feed }}', null, _file_path, _file_modified_at, _file_size, _load_id, _file_problem is null and _file_row_count > 0
    from {{ bronze }}
    where _row_kind = 'file'
    {%- endfor %}

),

compared as (

    select
        _feed,
        max(_file_uri) as _file_uri,
        _file_path,
        -- below the feed's folder, whose own name says nothing of a file
        substr(_file_path, length(element_at(
            map({% for feed in definitions %}'{{ feed.name }}', {{ sql_literal(feed.path) }}{{ ', ' if not loop.last }}{% endfor %}),
            _feed
        )) + 2) as _name,
        _file_modified_at,
        _file_size,
        xxhash64(_file_path, unix_micros(_file_modified_at), _file_size) as _file_id,
        max(_load_id) as _load_id,
        max(_has_rows) as _has_rows
    from known
    group by _feed, _file_path, _file_modified_at, _file_size

),

named as (

    select
        *,
        case
            when _load_id is not null then null
            when {{ is_no_delivery('_name') }} then '{{ no_delivery() }}'
            {%- for feed in definitions %}
            when _feed = '{{ feed.name }}' and not lower(_file_path) rlike '{{ feed.suffix }}'
                then 'not a {{ feed.suffixes }} file'
            {%- endfor %}
        end as _problem
    from compared

),

folders as (

    select
        regexp_extract(_file_path, '^([^/]*(/[^/]+(?=/))?)', 1) as folder,
        count(*) as file_count,
        slice(array_sort(collect_list(_file_path)), 1, 3) as first_files
    from files
    where _feed is null and not {{ is_no_delivery('_file_path') }}
    group by 1

),

new_files as (

    select
        _feed as feed,
        -- packed files last: most of those that cannot be read are packed, and are sought half by half
        transform(
            array_sort(collect_list(
                struct(
                    endswith(lower(_file_path), '.gz') as _is_packed,
                    _file_path, _file_modified_at, _file_size, _file_id, _file_uri, _problem
                )
            ) filter (where _load_id is null)),
            file -> struct(file._file_uri, file._file_path, file._file_modified_at, file._file_size, file._file_id, file._problem)
        ) as new_files,
        coalesce(max(_load_id), 0) as last_load_id,
        coalesce(max(_has_rows), false) as has_rows
    from named
    group by _feed

),

final as (

    select to_json(struct(
        (select collect_list(struct(*)) from new_files) as feeds,
        (select array_sort(collect_list(struct(*))) from folders) as undeclared
    )) as listing

)

select * from final
{% endmacro %}
