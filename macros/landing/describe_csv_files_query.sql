{# First pass over the new files' text, unparsed but for header lines: one row per file with its
   header, where each split of it starts, how many lines it has, and what is wrong with it (see
   _macros.yml). #}
{% macro describe_csv_files_query(feed, lines, files) %}
{%- set required = text_array(feed.required | map('lower')) -%}
{%- set declared = text_array(feed.columns | map('lower')) -%}
{%- set bare = without_empty_end('_line', feed) -%}
{%- set of_split -%}
collect_list(struct(_split_start, _id, _line)) filter (
            -- a line that names every required column may be a header; one of 1,000 columns is none, but for empty ones at its end
            where {{ names_every_column('_seen_line', feed) }}
            and length({{ bare }}) - length(replace({{ bare }}, '{{ feed.delimiter }}', '')) < 1000
        )
{%- endset -%}
{%- set of_file -%}
transform(
            array_sort(flatten(collect_list(_found))),
            line -> struct(
                line._split_start,
                line._id,
                line._line,
                {{ header_names('line._line', feed) }} as _names
            )
        )
{%- endset -%}
with

{{ texts_of_files(
    feed, lines, files,
    'lower(if(octet_length(_line) = length(_line), _line, ' ~ without_invisible('_line') ~ '))',
    of_split, of_file
) }},

headers as (

    select
        *,
        -- a header names every required column
        filter(_found, line -> size(array_except({{ required }}, line._names)) = 0) as _headers
    from texts

),

named as (

    select
        *,
        get(_headers, 0)._names as _names,
        array_except({{ declared }}, get(_headers, 0)._names) as _missing
    from headers

),

compared as (

    select
        *,
        -- a column that is named twice counts where it stands first; the second one is kept as name#position
        filter(
            transform(_names, (name, i) -> struct(
                i as _position,
                if(array_position(_names, name) = i + 1 and name <> '', name, concat(name, '#', i + 1)) as _name
            )),
            extra -> not array_contains({{ declared }}, extra._name)
        ) as _extras,
        {{ foreign_header(feed) }} as _foreign_header
    from named

),

final as (

    -- merge: a failure behind a broadcast ends the script that waits for it
    select /*+ merge(compared) */
        new_files.*,
        get(compared._headers, 0)._line as _header,
        array_distinct(transform(compared._headers, line -> line._line)) as _header_lines,
        get(compared._headers, 0)._split_start as _header_split_start,
        get(compared._headers, 0)._id as _header_id,
        size(compared._names) as _field_count,
        length(_header) - length({{ without_empty_end('_header', feed) }}) as _empty_count,
        transform({{ declared }}, name -> cast(array_position(compared._names, name) as int) - 1) as _positions,
        compared._extras,
        compared._splits,
        case
            when coalesce(compared._filled_line_count, 0) = 0 then 'empty file'
            when size(compared._headers) = 0
                then concat(
                    'no header line with the required columns ', array_join({{ required }}, ', '),
                    '; the first line is: ', {{ spelled_out('compared._first_line', feed) }}
                )
            when size(array_distinct(transform(compared._headers, line -> line._names))) > 1
                then concat(
                    'more than one header, and they differ: ', {{ spelled_out('get(compared._headers, 0)._line', feed) }}, ' | ',
                    {{ spelled_out('filter(compared._headers, line -> line._names <> compared._names)[0]._line', feed) }}
                )
            else compared._foreign_header
        end as _problem,
        coalesce(compared._filled_line_count, 0) - if(_problem is null, size(compared._headers), 0) as _file_row_count
    from new_files
    left join compared on new_files._file_uri = compared._file_uri
    where {{ is_read_as_listed('compared') }}

)

select to_json(collect_list(struct(*))) as described_files
from final
{% endmacro %}
