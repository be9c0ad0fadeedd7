{# A line as a struct of text fields, with a sentinel behind the last one: its position counts the
   fields, and an unbalanced quote swallows it. Turn it into an array in the next step only: Spark
   parses once for each place that a parsed struct is taken apart in (see _macros.yml). #}
{% macro csv_struct(line, feed, max_fields) -%}
    {%- set names = [] -%}
    {%- for i in range(max_fields + 1) -%}{%- do names.append('_c' ~ i ~ ' string') -%}{%- endfor -%}
    {#- Spark's parser fails at 20,480 fields; an open quote is read as a malformed line -#}
    from_csv(
        concat(
            if({{ delimiter_count(line, feed) }} < 20000, {{ line }}, '"'),
            '{{ feed.delimiter }}\u0001', repeat('{{ feed.delimiter }}', {{ max_fields }})
        ),
        '{{ names | join(', ') }}',
        map('mode', 'PERMISSIVE', 'sep', '{{ feed.delimiter }}', 'quote', '"', 'escape', '"', 'nullValue', '\u0002')
    )
{%- endmacro %}
