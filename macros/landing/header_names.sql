{# The column names of a line that may be a header, without what cannot be seen, in lower case, and as
   the feed card calls them; none where a quote is left open (see _macros.yml). #}
{% macro header_names(line, feed) -%}
    {%- set text = without_invisible(without_empty_end(line, feed)) -%}
    transform(
                    array(if(
                        contains({{ line }}, '"'),
                        -- to JSON and back turns the parsed struct into its field values; the last one is the sentinel
                        transform(
                            array(map_values(from_json(
                                to_json({{ csv_struct(text, feed, 1000) }}, map('ignoreNullFields', 'false')),
                                'map<string, string>'
                            ))),
                            fields -> slice(fields, 1, greatest(cast(array_position(fields, '\u0001') as int) - 1, 0))
                        )[0],
                        split({{ text }}, '[{{ feed.delimiter }}]')
                    )),
                    fields -> transform(fields, field -> {{ declared_name("lower(" ~ trimmed("coalesce(field, '')") ~ ")", 'fields', feed) }})
                )[0]
{%- endmacro %}
