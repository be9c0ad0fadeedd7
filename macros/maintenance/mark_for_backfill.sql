{# Makes the next build load or judge files again (see _macros.yml). #}
{% macro mark_for_backfill(files, how) %}
    {% set ids = files.ids | join(', ') %}
    {#- first, so that a backfill that is killed in between leaves a feed that is judged again and nothing else -#}
    {% if files.judged and files.feed.is_incremental %}
        {% do run_query('update ' ~ files.judged ~ " set _judged_with = 'backfill' where _file_id in (" ~ ids ~ ')') %}
    {% elif files.judged %}
        {% do run_query('alter table ' ~ files.judged ~ " unset tblproperties if exists ('built_from')") %}
    {% endif %}
    {% if how == 'reload' %}
        {% set version = run_query('describe history ' ~ files.bronze ~ ' limit 1').rows[0]['version'] %}
        {% do run_query('delete from ' ~ files.bronze ~ ' where _file_id in (' ~ ids ~ ')') %}
        {% do print('  ' ~ files.bronze ~ ': ' ~ files.ids | length ~ ' files forgotten; it was version ' ~ version
            ~ ", which restore takes it back to (--args '{table: " ~ files.feed.bronze ~ ', version: ' ~ version ~ "}')") %}
    {% endif %}
{% endmacro %}
