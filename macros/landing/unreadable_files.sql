{# The files among some that cannot be read, sought half by half, with what is to be said of them (see
   _macros.yml). #}
{% macro unreadable_files(feed, lines, files) %}
    {% if files | length == 1 %}
        {% set is_packed = files[0]._file_path.lower().endswith('.gz') %}
        {{ return([dict(files[0], _problem=(
            'cannot be read: it is damaged, cut off or no gzip file' if is_packed
            else 'cannot be read: the permission is missing, it is damaged, or it was taken away or changed while it was read'
        ))]) }}
    {% endif %}
    {% set found = [] %}
    {% set half = files | length // 2 %}
    {% for part in [files[:half], files[half:]] if description_of(feed, lines, part) is none %}
        {% do found.extend(unreadable_files(feed, lines, part)) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
