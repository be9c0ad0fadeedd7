{# The files that lie in the landing zone, one row each (see _macros.yml). #}
{% macro landed_files() %}
    {% set feed = feeds() | first %}
    {% set files = feed_definition(feed.source, feed.table).folder.incorporate(path={'identifier': 'landed_files'}) %}
    {#- Depth of the root without its scheme; names are compared by depth because URIs escape characters. -#}
    {% set root_depth = landing_root().split('://')[-1].strip('/').split('/') | select | list | length %}
    {% set query %}
        select
            _metadata.file_path as _file_uri,
            -- below the landing root, so that files keep their identity when the root moves
            url_decode(replace(array_join(
                slice(split(regexp_replace(_metadata.file_path, '^[a-z0-9]+:/+', ''), '/'), {{ root_depth + 1 }}, 1000),
                '/'
            ), '+', '%2B')) as _file_path,
            _metadata.file_modification_time as _file_modified_at,
            _metadata.file_size as _file_size
        from {{ open_folder(files, '', 'binaryFile', '') }}
    {% endset %}
    {{ return(query) }}
{% endmacro %}
