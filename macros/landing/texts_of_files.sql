{# The steps of the first pass that all formats share: files, their splits and their texts, of which
   each format keeps what it looks for (see _macros.yml). Ends with the CTE `texts`. #}
{% macro texts_of_files(feed, lines, files, seen, of_split, of_file) -%}
new_files as (

    {{ listed_files(files) }}

),

splits as (

    select
        _file_uri,
        _split_start,

        max(_read_modified_at) as _read_modified_at,
        max(_read_size) as _read_size,
        min(_id) as _first_id,
        count(*) as _line_count,
        count_if({{ trimmed('_line') }} <> '') as _filled_line_count,
        min_by(left(_line, 200), _id) filter (where {{ trimmed('_line') }} <> '') as _first_line,
        {{ of_split }} as _found
    from (
        select
            *,
            {{ seen }} as _seen_line
        from ({{ landed_lines(feed, lines, files | map(attribute='_file_uri') | list) }}) as landed
    )
    group by _file_uri, _split_start

),

texts as (

    select
        _file_uri,

        max(_read_modified_at) as _read_modified_at,
        max(_read_size) as _read_size,
        sum(_filled_line_count) as _filled_line_count,
        min_by(_first_line, _split_start) filter (where _first_line is not null) as _first_line,
        array_sort(collect_list(struct(_split_start, _first_id, _line_count))) as _splits,
        {{ of_file }} as _found
    from splits
    group by _file_uri

)
{%- endmacro %}
