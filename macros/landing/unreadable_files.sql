{# The files among some that cannot be read, sought half by half, with what is to be said of them. A single
   one is asked once more: storage and memory have their moments (see _macros.yml). #}
{% macro unreadable_files(feed, lines, files) %}
    {% if files | length == 1 %}
        {% if description_of(feed, lines, files) is not none %}{{ return([]) }}{% endif %}
        {% set is_packed = files[0]._file_path.lower().endswith('.gz') %}
        {{ return([dict(files[0], _problem=(
            'cannot be read: it is damaged, cut off or no gzip file' if is_packed
            else 'cannot be read: the permission is missing, it is damaged, or it was taken away or changed while it was read'
            ~ ('; or it has more than ' ~ '{:,}'.format(most_fields()) ~ ' fields and no line feed between them' if feed.multi_line else '')
        ))]) }}
    {% endif %}
    {% set found = [] %}
    {% set half = files | length // 2 %}
    {% for part in [files[:half], files[half:]] if description_of(feed, lines, part) is none %}
        {% do found.extend(unreadable_files(feed, lines, part)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
