{# A text in which a letter and the accent behind it are the one letter that they look like (see
   _macros.yml). Open Spark has no normalize(). #}
{% macro composed(text) -%}
    {%- set letters = {
        '\\u0300': ('AEIOUaeiou', 'ÀÈÌÒÙàèìòù'),
        '\\u0301': ('AEIOUYaeiouyCcLlNnRrSsZz', 'ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź'),
        '\\u0302': ('AEIOUaeiouCcGgHhJjSsWwYy', 'ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ'),
        '\\u0303': ('ANOanoIiUu', 'ÃÑÕãñõĨĩŨũ'),
        '\\u0304': ('AaEeIiOoUu', 'ĀāĒēĪīŌōŪū'),
        '\\u0306': ('AaEeGgIiOoUu', 'ĂăĔĕĞğĬĭŎŏŬŭ'),
        '\\u0307': ('CcEeGgIZz', 'ĊċĖėĠġİŻż'),
        '\\u0308': ('AEIOUaeiouyY', 'ÄËÏÖÜäëïöüÿŸ'),
        '\\u030a': ('AaUu', 'ÅåŮů'),
        '\\u030b': ('OoUu', 'ŐőŰű'),
        '\\u030c': ('CcDdEeLlNnRrSsTtZz', 'ČčĎďĚěĽľŇňŘřŠšŤťŽž'),
        '\\u0327': ('CcGgKkLlNnRrSsTt', 'ÇçĢģĶķĻļŅņŖŗŞşŢţ'),
        '\\u0328': ('AaEeIiUu', 'ĄąĘęĮįŲų'),
    } -%}
    {%- set pairs = [] -%}
    {%- for mark, (plain, accented) in letters.items() -%}
        {%- for letter in plain -%}
            {%- do pairs.append(letter ~ mark ~ ':' ~ accented[loop.index0]) -%}
        {%- endfor -%}
    {%- endfor -%}
    array_join(
            transform(
                regexp_extract_all({{ text }}, '(?s).[\\u0300-\\u036f]?', 0),
                sign -> coalesce(
                    try_element_at(str_to_map('{{ pairs | join(',') }}', ',', ':'), sign),
                    sign
                )
            ),
            ''
        )
{%- endmacro %}
