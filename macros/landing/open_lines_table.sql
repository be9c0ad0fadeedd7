{# The external table that a feed's text is read through: one line a row, or one record a row where
   values may hold line breaks (see _macros.yml). #}
{% macro open_lines_table(feed, relation, location) %}
    {% if not feed.multi_line %}
        {% do open_landing_table(relation, '(value string)', 'text', location) %}
        {{ return('') }}
    {% endif %}
    {# More fields than the one column make every record a corrupt one, whose text Spark keeps.
       Latin-1 gives each byte a character, so that landed_lines can tell what the bytes are. #}
    {% do open_landing_table(relation, '(first_field string, value string)', 'csv', location, {
        'multiLine': 'true', 'columnNameOfCorruptRecord': 'value', 'encoding': 'ISO-8859-1',
        'sep': feed.delimiter, 'quote': '"', 'escape': '"', 'lineSep': '\n',
    }) %}
{% endmacro %}
