{# The records that a record of a multi-line feed consists of, where the file ends its lines with
   carriage returns only; those within quotes are none of their ends (see _macros.yml). #}
{% macro split_at_carriage_returns(record, feed) -%}
    {%- set field = '(?:"[^"]*+(?:""[^"]*+)*+"?[^' ~ feed.delimiter ~ '\\\\r]*+|[^' ~ feed.delimiter ~ '\\\\r"][^' ~ feed.delimiter ~ '\\\\r]*+|)' -%}
    if(
                contains({{ record }}, '\r'),
                {#- the last match is the empty one behind the end #}
                slice(
                    regexp_extract_all({{ record }}, '({{ field }}(?:[{{ feed.delimiter }}]{{ field }})*+)(?:\\r|$)', 1),
                    1,
                    size(regexp_extract_all({{ record }}, '({{ field }}(?:[{{ feed.delimiter }}]{{ field }})*+)(?:\\r|$)', 1)) - 1
                ),
                array({{ record }})
            )
{%- endmacro %}
