{# The identities of the files that lie in a feed's folder now, as texts; none where it cannot be listed
   (see _macros.yml). #}
{% macro ids_in_landing(feed) %}
    {% set query %}
        select to_json(collect_list(cast(xxhash64(_file_path, unix_micros(_file_modified_at), _file_size) as string)))
        from ({{ landed_files([feed_definition(feed.source, feed.table).path]) }}) as landed
    {% endset %}
    {{ return(fromjson(run_query(attempted(query, missing="'[]'")).rows[0][0] or '[]')) }}
{% endmacro %}
