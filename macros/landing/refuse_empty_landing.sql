{# Stops a run over a landing root in which no feed has a file to read, where no row was ever loaded (see
   _macros.yml). Yields no SQL. #}
{% macro refuse_empty_landing(listing) %}
    {#- what is noted only, an upload in progress for example, is nothing to read -#}
    {% set has_files = [] %}
    {% set only_noted = [] %}
    {% for listed in listing.feeds.values() %}
        {% if listed.has_rows or listed.new_files | rejectattr('_problem') | list %}{% do has_files.append(true) %}{% endif %}
        {% do only_noted.extend(listed.new_files | map(attribute='_file_path') | list) %}
    {% endfor %}
    {% if has_files or flags.EMPTY %}{{ return('') }}{% endif %}

    {% set wanted = [] %}
    {% for feed in feeds() %}{% do wanted.append(feed_definition(feed.source, feed.table).path) %}{% endfor %}
    {% set there = [] %}
    {% for each in listing.undeclared[:5] %}
        {% do there.append(each.folder ~ ' (' ~ each.file_count ~ (' file)' if each.file_count == 1 else ' files)')) %}
    {% endfor %}
    {% do refuse_run(
        "LANDING_ROOT=" ~ landing_root() ~ " holds no file of any feed that could be read, and no row was ever loaded. Looked for: "
        ~ wanted | join(', ')
        ~ ". Instead there " ~ ('lie files in ' ~ there | join(', ') if there else 'is nothing')
        ~ (', ...' if listing.undeclared | length > 5 else '')
        ~ ("; no deliveries by their names: " ~ only_noted[:5] | join(', ') if only_noted else '')
        ~ (', ...' if only_noted | length > 5 else '')
        ~ ("; what cannot be listed: " ~ listing.unlisted | join(', ') if listing.unlisted else '')
        ~ ". Mend: set LANDING_ROOT to the folder that holds the feeds' folders, or land their files (make land SRC=<folder>)."
    ) %}
{% endmacro %}
