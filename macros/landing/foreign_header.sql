{# What is wrong with a file whose columns say that it belongs to another feed, or is of another kind,
   although it has the required ones; null where nothing is (see _macros.yml). #}
{% macro foreign_header(feed) -%}
    {%- set declared = text_array(feed.columns | map('lower')) -%}
    {%- set plain = "regexp_replace(%s, '[^a-z0-9]', '')" -%}
    {%- if feed.required | length == feed.columns | length -%}
    cast(null as string)
    {%- else -%}
    case
            {%- for name, words in feed.implied_by.items() %}
            {%- set implies -%}
                array_contains({{ text_array(words) }}, name)
                        {%- if feed.kind == 'changes' and name == 'op' %}
                        or (not array_contains({{ declared }}, name) and {{ tells_of_changes('name') }})
                        {%- endif %}
            {%- endset %}
            when array_contains(_missing, {{ sql_literal(name | lower) }}) and exists(_names, name -> {{ implies }})
                then concat(
                    'it has no column {{ name }}, and columns that come only with it: ',
                    array_join(filter(_names, name -> {{ implies }}), ', ')
                )
            {%- endfor %}
            when exists(
                array_except(_names, {{ declared }}),
                name -> exists(_missing, missing -> {{ plain % 'missing' }} = {{ plain % 'name' }})
            )
                then concat(
                    'its header calls columns by other names than the feed card: ',
                    array_join(filter(
                        array_except(_names, {{ declared }}),
                        name -> exists(_missing, missing -> {{ plain % 'missing' }} = {{ plain % 'name' }})
                    ), ', ')
                )
            {%- for other, columns in feed.siblings.items() %}
            when size(_missing) > 0
                and size(array_intersect(_names, {{ text_array(columns) }})) > {{ feed.columns | length }} - size(_missing)
                then 'its header is that of the feed {{ feed.name.split('.')[0] }}.{{ other }}'
            {%- endfor %}
        end
    {%- endif -%}
{%- endmacro %}
