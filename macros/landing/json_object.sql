{# A line as a map of keys, in lower case and as the feed card calls them, and values as text; null where
   the line is not one JSON object, or one that says a key twice (see _macros.yml). #}
{% macro json_object(line, feed) -%}
    {#- Spark reads numbers as doubles on the way to text: each number outside of quotes is put into quotes,
        behind a mark that tells it from a text, which is taken out again behind the parser -#}
    {%- set outside = '(?:"(?:[^"\\\\\\\\]++|\\\\\\\\.)*+"|[^"0-9-]++)*+' -%}
    {%- set number = '-?(?:0|[1-9][0-9]*+)(?:\\\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?=[ \\\\t,}\\\\]])' -%}
    {%- set text = "btrim(" ~ line ~ ", ' \\t\\u000b\\u000c\\ufeff')" -%}
    {%- set parsed -%}
    from_json(
                    concat('[', regexp_replace({{ text }}, '\\G({{ outside }})({{ number }})', '$1"\ufdd0$2"'), ',{}]'),
                    'array<map<string, string>>',
                    map('allowSingleQuotes', 'false', 'allowNonNumericNumbers', 'false')
                )
    {%- endset -%}
    transform(
            array(if(
                startswith({{ text }}, '{')
                and size(json_object_keys({{ text }})) = size(array_distinct(transform(json_object_keys({{ text }}), key -> lower(key)))),
                {{ parsed }},
                null
            )),
            -- behind one object comes the empty one, and nothing else
            objects -> if(
                size(objects) = 2 and size(objects[1]) = 0,
                transform_values(
                    transform_keys(objects[0], (key, value) -> {{ declared_name('lower(key)', 'map_keys(objects[0])', feed) }}),
                    (key, value) -> regexp_replace(
                        regexp_replace(value, '^\ufdd0', ''), '"\ufdd0([^"]*)"', '$1'
                    )
                ),
                null
            )
        )[0]
{%- endmacro %}
