{# The files that lie in the landing zone, or in some of its folders, one row each (see
   _macros.yml). #}
{% macro landed_files(paths=['']) %}
    {#- Depth of the root without scheme and host, which the storage may write otherwise (hdfs:///x becomes
        hdfs://host:8020/x); names are compared by depth because URIs escape characters. -#}
    {% set root_depth = landing_root().split('://')[-1].split('/')[1:] | select | list | length %}
    {% set parts = ['select cast(null as struct<file_path string, file_modification_time timestamp, file_size bigint>) as _metadata where false'] if not paths else [] %}
    {% for path in paths %}
        {% do parts.append('select _metadata from ' ~ open_folder(none, '', 'binaryFile', path)) %}
    {% endfor %}
    {% set query %}
        select
            _metadata.file_path as _file_uri,
            -- below the landing root, so that files keep their identity when the root moves
            url_decode(replace(array_join(
                slice(
                    split(regexp_replace(_metadata.file_path, '^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?/*', ''), '/'),
                    {{ root_depth + 1 }}, 1000
                ),
                '/'
            ), '+', '%2B')) as _file_path,
            _metadata.file_modification_time as _file_modified_at,
            _metadata.file_size as _file_size
        from ({{ parts | join(' union all ') }}) as listed
    {% endset %}
    {{ return(query) }}
{% endmacro %}
