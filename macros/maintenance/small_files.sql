{# The files that OPTIMIZE would merge: those below its size of 1 GiB, where a folder has more than
   one of them (see _macros.yml). #}
{% macro small_files(relation) %}
    {% set query %}
        with
        files as (
            select
                _metadata.file_path as path,
                max(_metadata.file_size) as size
            from {{ relation }}
            group by _metadata.file_path
        ),
        folders as (
            select
                regexp_replace(path, '[^/]*$', '') as folder,
                count(*) as files,
                sum(size) as bytes
            from files
            where size < 1024 * 1024 * 1024
            group by regexp_replace(path, '[^/]*$', '')
        )
        select
            coalesce(sum(files), 0) as files,
            coalesce(sum(bytes), 0) as bytes
        from folders
        where files > 1
    {% endset %}
    {% set row = run_query(query).rows[0] %}
    {{ return({'files': row[0] | int, 'bytes': row[1] | int}) }}
{% endmacro %}
