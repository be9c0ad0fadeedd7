{# Stops a run over a landing root in which no feed has a file, where none was ever loaded (see
   _macros.yml). Yields no SQL. #}
{% macro refuse_empty_landing(listing) %}
    {% set has_files = [] %}
    {% for listed in listing.feeds.values() if listed.new_files or listed.last_load_id > 0 %}{% do has_files.append(true) %}{% endfor %}
    {% if has_files or flags.EMPTY %}{{ return('') }}{% endif %}

    {% set wanted = [] %}
    {% for feed in feeds() %}{% do wanted.append(feed_definition(feed.source, feed.table).path) %}{% endfor %}
    {% set there = [] %}
    {% for each in listing.undeclared[:5] %}
        {% do there.append(each.folder ~ ' (' ~ each.file_count ~ (' file)' if each.file_count == 1 else ' files)')) %}
    {% endfor %}
    {% do refuse_run(
        "LANDING_ROOT=" ~ landing_root() ~ " holds no file of any feed, and none was ever loaded. Looked for: " ~ wanted | join(', ')
        ~ ". Instead there " ~ ('lie files in ' ~ there | join(', ') if there else 'is nothing')
        ~ (', ...' if listing.undeclared | length > 5 else '')
        ~ ("; what cannot be listed: " ~ listing.unlisted | join(', ') if listing.unlisted else '')
        ~ ". Mend: set LANDING_ROOT to the folder that holds the feeds' folders, or land their files (make land SRC=<folder>)."
    ) %}
{% endmacro %}
