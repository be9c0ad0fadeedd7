{# The files of a feed that its ledger does not hold yet, listing minus ledger (see _macros.yml). #}
{% macro new_files_query(files, ledger) %}
    {#- Depth of the root without its scheme; names are compared by depth because URIs escape characters. -#}
    {%- set root_depth = landing_root().split('://')[-1].strip('/').split('/') | length -%}
    select
        listed.*,
        xxhash64(listed._file_path, unix_micros(listed._file_modified_at), listed._file_size) as _file_id
    from (
        select
            _metadata.file_path as _file_uri,
            -- below the landing root, so that files keep their identity when the root moves
            url_decode(replace(array_join(
                slice(split(regexp_replace(_metadata.file_path, '^[a-z0-9]+:/+', ''), '/'), {{ root_depth + 1 }}, 1000),
                '/'
            ), '+', '%2B')) as _file_path,
            _metadata.file_modification_time as _file_modified_at,
            _metadata.file_size as _file_size
        from {{ files }}
    ) as listed
    {%- if ledger %}
    left anti join (
        select * from {{ ledger }} where _row_kind = 'file'
    ) as ledger
        on
            listed._file_path = ledger._file_path
            and listed._file_modified_at = ledger._file_modified_at
            and listed._file_size = ledger._file_size
    {%- endif %}
{% endmacro %}
