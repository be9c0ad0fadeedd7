{# A line as a map of keys, in lower case and as the feed card calls them, and values as text; null where
   the line is not one JSON object, or one that says a key twice (see _macros.yml). #}
{% macro json_object(line, feed) -%}
    {%- set text = "btrim(" ~ line ~ ", ' \\t\\u000b\\u000c\\ufeff')" -%}
    {#- a mark tells a number from a text, and is taken out again behind the parser -#}
    {%- set parsed -%}
    from_json(
                    concat('[', {{ json_with_numbers_as_text(text, '\\ufdd0') }}, ',{}]'),
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
