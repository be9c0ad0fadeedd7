{# Fails a run that has read all that lies in the landing zone and found no row in it, where none was
   ever loaded: its numbers would be zero, and look like a success (see _macros.yml). Yields no SQL. #}
{% macro refuse_run_without_rows() %}
    {% set listing = graph.get('landing_listing', {}) %}
    {% if not execute or flags.EMPTY or listing.get('invocation_id') != invocation_id %}{{ return('') }}{% endif %}
    {% set loads = {} %}
    {% for load in graph.get('loading', {}).values() if load.invocation_id == invocation_id %}
        {% do loads.update({load.feed: load.line_count}) %}
    {% endfor %}
    {% set rows_or_unread = [] %}
    {% for name, listed in listing.feeds.items() %}
        {% set is_unread = name not in loads and listed.new_files | rejectattr('_problem') | list %}
        {% if listed.has_rows or loads.get(name, 0) > 0 or is_unread %}{% do rows_or_unread.append(name) %}{% endif %}
    {% endfor %}
    {% if loads and not rows_or_unread %}
        {{ exceptions.raise_compiler_error(
            "No file of any feed in LANDING_ROOT=" ~ landing_root() ~ " has a row, and none was ever loaded (read: " ~ loads | join(', ')
            ~ "). All numbers would be zero. Mend: ask for a delivery that has more than its header, and run again."
        ) }}
    {% endif %}
{% endmacro %}
