{# The files of a feed that its ledger does not hold yet, listing minus ledger, and the number of the
   last load, as one row (see _macros.yml). #}
{% macro new_files_query(files, ledger) %}
    {#- Depth of the root without its scheme; names are compared by depth because URIs escape characters. -#}
    {%- set root_depth = landing_root().split('://')[-1].strip('/').split('/') | length -%}
with

listed as (

    select
        _metadata.file_path as _file_uri,
        -- below the landing root, so that files keep their identity when the root moves
        url_decode(replace(array_join(
            slice(split(regexp_replace(_metadata.file_path, '^[a-z0-9]+:/+', ''), '/'), {{ root_depth + 1 }}, 1000),
            '/'
        ), '+', '%2B')) as _file_path,
        _metadata.file_modification_time as _file_modified_at,
        _metadata.file_size as _file_size,
        cast(null as bigint) as _load_id
    from {{ files }}
    {%- if ledger %}
    union all
    select null, _file_path, _file_modified_at, _file_size, _load_id
    from {{ ledger }}
    where _row_kind = 'file'
    {%- endif %}

),

compared as (

    select
        max(_file_uri) as _file_uri,
        _file_path,
        _file_modified_at,
        _file_size,
        xxhash64(_file_path, unix_micros(_file_modified_at), _file_size) as _file_id,
        max(_load_id) as _load_id
    from listed
    group by _file_path, _file_modified_at, _file_size

)

select
    to_json(collect_list(struct(* except (_load_id))) filter (where _load_id is null)) as new_files,
    coalesce(max(_load_id), 0) as last_load_id
from compared
{% endmacro %}
