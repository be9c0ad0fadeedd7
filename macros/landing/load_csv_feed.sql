{# Bronze of a CSV feed: every line of every file that is not loaded yet, exactly once (see
   _macros.yml). #}
{% macro load_csv_feed(source_name, table_name) %}
    {#- for dbt's lineage only: where the files are read from, feed_definition says -#}
    {% do source(source_name, table_name) %}
    {% if not execute %}{{ return('select 1') }}{% endif %}

    {% set feed = feed_definition(source_name, table_name) %}
    {% set ledger = this if is_incremental() else none %}
    {% set found = run_query(new_files_query(feed, ledger)).rows[0] %}
    {% set new_files = '[]' if flags.EMPTY else found[0] %}
    {% set file_uris = fromjson(new_files) | map(attribute='_file_uri') | list %}
    {% if ledger and not file_uris %}
        {{ return(nothing_new()) }}
    {% endif %}
    {% set lines = open_lines(feed) if file_uris else none %}
    {% set described_files = run_query(describe_csv_files_query(feed, lines, new_files, file_uris)).rows[0][0] %}
    {{ return(csv_lines_query(feed, lines, described_files, file_uris, found[1] + 1)) }}
{% endmacro %}
