{# Bronze of a feed: every line of every file that is not loaded yet, exactly once (see _macros.yml). #}
{% macro load_feed(source_name, table_name) %}
    {#- for dbt's lineage only: where the files are read from, feed_definition says -#}
    {% do source(source_name, table_name) %}
    {% if not execute %}{{ return('select 1') }}{% endif %}

    {% set feed = feed_definition(source_name, table_name) %}
    {% set listed = landing_listing().feeds.get(feed.name, {'new_files': [], 'last_load_id': 0}) %}
    {% set new_files = [] if flags.EMPTY else listed.new_files %}
    {% if is_incremental() and not new_files %}{{ return(nothing_new()) }}{% endif %}

    {#- what is not called like the feed's files is noted and never opened -#}
    {% set described = new_files | selectattr('_problem') | list %}
    {% set to_read = new_files | rejectattr('_problem') | list %}
    {% set lines = open_lines(feed, to_read) if to_read else none %}
    {% if to_read %}{% do described.extend(describe_files(feed, lines, to_read)) %}{% endif %}
    {% if is_incremental() and not described %}{{ return(nothing_new()) }}{% endif %}
    {#- one row for every line and one for every file, as load_whole_files will see -#}
    {% set lines_found = described | map(attribute='_file_row_count', default=0) | sum %}
    {% do graph.setdefault('loading', {}).update({model.unique_id: {
        'invocation_id': invocation_id,
        'feed': feed.name,
        'load_id': listed.last_load_id + 1,
        'row_count': described | length + lines_found,
        'line_count': lines_found,
    }}) %}
    {{ return(landed_rows_query(feed, lines, described, listed.last_load_id + 1)) }}
{% endmacro %}
