{# What to select a feed's text from: one line a row, or one record a row where values may hold line
   breaks (see _macros.yml). #}
{% macro open_lines(feed, files) %}
    {% set folder = common_folder(feed, files) %}
    {% if not feed.multi_line %}
        {{ return(open_folder(feed.folder, 'value string', 'text', folder)) }}
    {% endif %}
    {# More fields than the one column make every record a corrupt one, whose text Spark keeps.
       Latin-1 gives each byte a character, so that landed_lines can tell what the bytes are. A file whose
       lines end with carriage returns only is one record, of all of its fields. #}
    {{ return(open_folder(feed.folder, 'first_field string, value string', 'csv', folder, {
        'multiLine': 'true', 'columnNameOfCorruptRecord': 'value', 'encoding': 'ISO-8859-1',
        'sep': feed.delimiter, 'quote': '"', 'escape': '"', 'lineSep': '\n', 'maxColumns': most_fields() | string,
    })) }}
{% endmacro %}
