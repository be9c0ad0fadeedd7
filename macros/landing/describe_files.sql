{# First pass over new files: what each of them is, as a list of dictionaries. All of them are read by
   one statement; only where it fails are those sought that cannot be read (see _macros.yml). #}
{% macro describe_files(feed, lines, files) %}
    {#- line numbers need the same files in both passes: whoever falls out is left out, and all others read again -#}
    {% set state = namespace(files=files, described=none, unreadable=[]) %}
    {% for attempt in range(3) if state.described is none and state.files %}
        {% set described = description_of(feed, lines, state.files) %}
        {% if described is none %}
            {% do state.unreadable.extend(unreadable_files(feed, lines, state.files)) %}
            {% set left_out = state.unreadable | map(attribute='_file_id') | list %}
            {% set state.files = state.files | rejectattr('_file_id', 'in', left_out) | list %}
        {% elif described | length < state.files | length %}
            {% set state.files = state.files | selectattr('_file_id', 'in', described | map(attribute='_file_id') | list) | list %}
        {% else %}
            {% set state.described = described %}
        {% endif %}
    {% endfor %}
    {{ return((state.described or []) + state.unreadable) }}
{% endmacro %}
