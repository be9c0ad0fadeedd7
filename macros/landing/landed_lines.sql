{# The text lines of the files to load, with what locates them. `_id` counts up within a split of a
   file (see _macros.yml). #}
{% macro landed_lines(feed, lines, file_uris) -%}
    {%- if not file_uris %}
    select
        cast(null as string) as _file_uri,
        cast(null as timestamp) as _read_modified_at,
        cast(null as bigint) as _read_size,
        cast(null as bigint) as _split_start,
        cast(null as bigint) as _id,
        cast(null as string) as _line
    where false
    {%- else %}
    {#- a record of a multi-line feed: each of its characters is a byte -#}
    {%- set bytes = '_text' if feed.multi_line else "decode(cast(_text as binary), 'ISO-8859-1')" -%}
    {%- set utf8 = "cast(encode(_text, 'ISO-8859-1') as string)" if feed.multi_line else '_text' %}
    select
        _file_uri,
        _read_modified_at,
        _read_size,
        _split_start,
        monotonically_increasing_id() as _id,
        {{ decoded_text(bytes, utf8) }} as _line
    from (
        select
            _metadata.file_path as _file_uri,
            _metadata.file_modification_time as _read_modified_at,
            _metadata.file_size as _read_size,
            _metadata.file_block_start as _split_start,
            {{ 'explode(' ~ split_at_carriage_returns("regexp_replace(coalesce(value, first_field), '\\\\r$', '')", feed) ~ ')' if feed.multi_line else 'value' }} as _text
        from {{ lines }}
        {#- Literals prune the files that are read: no other file may be opened. #}
        where _metadata.file_path in (
            {%- for uri in file_uris %}{{ sql_literal(uri) }}{{ ', ' if not loop.last }}{% endfor -%}
        )
    ) as texts
    {%- endif %}
{%- endmacro %}
