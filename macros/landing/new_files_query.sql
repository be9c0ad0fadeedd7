{# The files of a feed that its ledger does not hold yet, listing minus ledger, and the number of the
   last load, as one row (see _macros.yml). #}
{% macro new_files_query(feed, ledger) %}
with

listed as (

    select *, cast(null as bigint) as _load_id
    from ({{ landed_files(feed) }}) as files
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
