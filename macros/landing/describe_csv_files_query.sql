{# First pass over the new files' text, unparsed but for header lines: one row per file with its
   header, where each split of it starts, how many lines it has, and what is wrong with it (see
   _macros.yml). #}
{% macro describe_csv_files_query(feed, lines, files) %}
{%- set required = text_array(feed.required | map('lower')) -%}
{%- set declared = text_array(feed.columns | map('lower')) -%}
with

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
        -- a line that names every required column may be a header; one of 1,000 columns is none
        collect_list(struct(_split_start, _id, _line)) filter (
            where {{ names_every_column('_visible_line', feed) }}
            and length(_line) - length(replace(_line, '{{ feed.delimiter }}', '')) < 1000
        ) as _candidates
    from (
        select
            *,
            lower(if(octet_length(_line) = length(_line), _line, {{ without_invisible('_line') }})) as _visible_line
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
        transform(
            array_sort(flatten(collect_list(_candidates))),
            line -> struct(
                line._split_start,
                line._id,
                line._line,
                {{ header_names('line._line', feed) }} as _names
            )
        ) as _candidates
    from splits
    group by _file_uri

),

headers as (

    select
        *,
        -- a header names every required column
        filter(_candidates, line -> size(array_except({{ required }}, line._names)) = 0) as _headers
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
        transform({{ declared }}, name -> cast(array_position(compared._names, name) as int) - 1) as _positions,
        compared._extras,
        compared._splits,
        coalesce(compared._filled_line_count, 0) as _filled_line_count,
        coalesce(size(compared._headers), 0) as _header_count,
        case
            when coalesce(compared._filled_line_count, 0) = 0 then 'empty file'
            when size(compared._headers) = 0
                then concat(
                    'no header line with the required columns ', array_join({{ required }}, ', '),
                    '; the first line is: ', {{ spelled_out('compared._first_line') }}
                )
            when size(array_distinct(transform(compared._headers, line -> line._names))) > 1
                then concat(
                    'more than one header, and they differ: ', {{ spelled_out('get(compared._headers, 0)._line') }}, ' | ',
                    {{ spelled_out('filter(compared._headers, line -> line._names <> compared._names)[0]._line') }}
                )
            else compared._foreign_header
        end as _problem
    from new_files
    left join compared on new_files._file_uri = compared._file_uri
    where {{ is_read_as_listed('compared') }}

)

select to_json(collect_list(struct(*))) as described_files
from final
{% endmacro %}
