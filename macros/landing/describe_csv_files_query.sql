{# First pass over the new files' text, unparsed but for header lines: one row per file with its
   header, where each split of it starts, how many lines it has, and what is wrong with it (see
   _macros.yml). #}
{% macro describe_csv_files_query(feed, lines, new_files, file_uris) %}
{%- set required = "array('" ~ (feed.required | map('lower') | join("', '")) ~ "')" -%}
{%- set declared = "array('" ~ (feed.columns | map('lower') | join("', '")) ~ "')" -%}
with

new_files as (

    select inline(from_json({{ sql_literal(new_files) }}, '
        array<struct<
            _file_uri string, _file_path string, _file_modified_at timestamp, _file_size bigint, _file_id bigint
        >>'
    ))

),

splits as (

    select
        _file_uri,
        _split_start,

        min(_id) as _first_id,
        count(*) as _line_count,
        count_if({{ trimmed('_line') }} <> '') as _filled_line_count,
        min_by(left(_line, 200), _id) filter (where {{ trimmed('_line') }} <> '') as _first_line,
        collect_list(struct(_split_start, _id, _line)) filter (
            where {% for name in feed.required %}contains(lower(_line), '{{ name | lower }}')
            {{- ' and ' if not loop.last }}{% endfor %}
        ) as _candidates
    from ({{ landed_lines(feed, lines, file_uris) }}) as landed
    group by _file_uri, _split_start

),

texts as (

    select
        _file_uri,

        sum(_filled_line_count) as _filled_line_count,
        min_by(_first_line, _split_start) as _first_line,
        array_sort(collect_list(struct(_split_start, _first_id, _line_count))) as _splits,
        -- without the mark that says UTF-8, which hides the quote behind it; to JSON and back turns
        -- the parsed struct into its field values; the last one is the sentinel
        transform(
            array_sort(flatten(collect_list(_candidates))),
            line -> struct(
                line._split_start,
                line._id,
                line._line,
                transform(
                    map_values(from_json(
                        to_json(
                            {{ csv_struct("replace(line._line, '\\ufeff', '')", feed) }},
                            map('ignoreNullFields', 'false')
                        ),
                        'map<string, string>'
                    )),
                    field -> lower({{ trimmed("coalesce(field, '')") }})
                ) as _fields
            )
        ) as _candidates
    from splits
    group by _file_uri

),

headers as (

    select
        *,
        -- a header names every required column
        filter(_candidates, line -> size(array_except({{ required }}, line._fields)) = 0) as _headers
    from texts

),

named as (

    select
        *,
        slice(_headers[0]._fields, 1, cast(array_position(_headers[0]._fields, '\u0001') as int) - 1) as _names
    from headers

),

final as (

    select
        new_files.*,
        get(named._headers, 0)._line as _header,
        get(named._headers, 0)._split_start as _header_split_start,
        get(named._headers, 0)._id as _header_id,
        size(named._names) as _field_count,
        -- a column that is named twice counts where it stands first; the second one is kept as name#position
        transform({{ declared }}, name -> cast(array_position(named._names, name) as int) - 1) as _positions,
        filter(
            transform(named._names, (name, i) -> struct(
                i as _position,
                if(array_position(named._names, name) = i + 1 and name <> '', name, concat(name, '#', i + 1)) as _name
            )),
            extra -> not array_contains({{ declared }}, extra._name)
        ) as _extras,
        named._splits,
        coalesce(named._filled_line_count, 0) as _filled_line_count,
        coalesce(size(named._headers), 0) as _header_count,
        case
            when not lower(new_files._file_path) rlike '\\.csv(\\.gz)?$' then 'not a .csv or .csv.gz file'
            when coalesce(named._filled_line_count, 0) = 0 then 'empty file'
            when size(named._headers) = 0
                then concat(
                    'no header line with the required columns ', array_join({{ required }}, ', '),
                    '; the first line is: ', named._first_line
                )
            when size(array_distinct(transform(named._headers, line -> line._line))) > 1
                then 'more than one header, and they differ'
        end as _problem
    from new_files
    left join named on new_files._file_uri = named._file_uri

)

select to_json(collect_list(struct(*))) as described_files
from final
{% endmacro %}
