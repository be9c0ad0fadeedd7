{# The text lines of the files to load, with what locates them. `_id` counts up within a split of a
   file; lines that are not UTF-8 are read as Latin-1 (see _macros.yml). #}
{% macro landed_lines(feed, lines, file_uris) -%}
    {%- if not file_uris %}
    select
        cast(null as string) as _file_uri,
        cast(null as bigint) as _split_start,
        cast(null as bigint) as _id,
        cast(null as string) as _line
    where false
    {%- else %}
    select
        _metadata.file_path as _file_uri,
        _metadata.file_block_start as _split_start,
        monotonically_increasing_id() as _id,
        {%- if feed.multi_line %}
        regexp_replace(if(
            is_valid_utf8(cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string)),
            cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string),
            coalesce(value, first_field)
        ), '\\r$', '') as _line
        {%- else %}
        if(is_valid_utf8(value), value, decode(cast(value as binary), 'ISO-8859-1')) as _line
        {%- endif %}
    from {{ lines }}
    {#- Literals prune the files that are read; more than 500 of them cost more to plan than they save. #}
    {%- if file_uris | length <= 500 %}
    where _metadata.file_path in (
        {%- for uri in file_uris %}{{ sql_literal(uri) }}{{ ', ' if not loop.last }}{% endfor -%}
    )
    {%- endif %}
    {%- endif %}
{%- endmacro %}
