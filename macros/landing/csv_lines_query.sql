{# Second pass: one row per line (_row_kind 'row') and one per file (_row_kind 'file'), so that the
   ledger commits together with the rows that it stands for (see _macros.yml). #}
{% macro csv_lines_query(feed, lines, described_files, file_uris, load_id) %}
with

files as (

    select inline(from_json({{ sql_literal(described_files) }}, '
        array<struct<
            _file_uri string, _file_path string, _file_modified_at timestamp, _file_size bigint, _file_id bigint,
            _header string, _header_split_start bigint, _header_id bigint, _field_count int,
            _positions array<int>, _extras array<struct<_position int, _name string>>,
            _splits array<struct<_split_start bigint, _first_id bigint, _line_count bigint>>,
            _filled_line_count bigint, _header_count bigint, _problem string
        >>'
    ))

),

splits as (

    select
        files.* except (_splits),
        split._split_start,
        split._first_id,
        split._line_count,
        aggregate(
            filter(files._splits, other -> other._split_start < split._split_start),
            0L, (total, other) -> total + other._line_count
        ) as _lines_before
    from files
    lateral view explode(_splits) exploded as split
    where coalesce(files._problem, '') <> 'not a .csv or .csv.gz file'

),

numbered_lines as (

    select
        *
        {%- if feed.multi_line %},
        coalesce(sum(length(_line) - length(replace(_line, '\n', ''))) over (
            partition by _file_uri order by _id
            rows between unbounded preceding and 1 preceding
        ), 0) as _line_breaks_before
        {%- endif %}
    from ({{ landed_lines(feed, lines, file_uris) }}) as landed

),

parsed_lines as (

    select
        * except (_parsed),
        array(_parsed.*) as _fields
    from (
        select *, {{ csv_struct('_line', feed) }} as _parsed
        from numbered_lines
        where {{ trimmed('_line') }} <> ''
    ) as parsed

),

located_lines as (

    select /*+ broadcast(splits) */
        parsed_lines._line,
        parsed_lines._fields,
        array_position(parsed_lines._fields, '\u0001') - 1 as _found_count,
        splits.*,
        (parsed_lines._split_start, parsed_lines._id) < (splits._header_split_start, splits._header_id)
            as _is_before_header,
        -- an id outside of its split means that the folder changed between the two passes: load nothing, try again
        splits._lines_before + if(
            parsed_lines._id - splits._first_id between 0 and splits._line_count - 1,
            parsed_lines._id - splits._first_id + 1{{ ' + parsed_lines._line_breaks_before' if feed.multi_line }},
            raise_error('{{ feed.name }}: files changed while they were read. Nothing was loaded; run again.')
        ) as _line_number
    from parsed_lines
    inner join splits
        on
            parsed_lines._file_uri = splits._file_uri
            and parsed_lines._split_start = splits._split_start
    where splits._problem is not null or parsed_lines._line <> splits._header

),

lines as (

    select
        *,
        case
            when _problem is not null then 'no_header'
            when _is_before_header or _found_count < 0 then 'malformed'
            -- Spark's parser forgives text behind a closing quote, and may shift values
            when contains(_line, '"') and not _line rlike '{{ well_quoted_line(feed) }}' then 'malformed'
            when _found_count < _field_count then 'too_few'
            when _found_count > _field_count then 'too_many'
            else 'ok'
        end as _row_status
    from located_lines

),

final as (

    select
        {%- for name in feed.columns %}
        {#- an empty field is '', so that null says that the file has no such column #}
        if(
            _row_status = 'ok' and _positions[{{ loop.index0 }}] >= 0,
            coalesce(get(_fields, _positions[{{ loop.index0 }}]), ''), null
        ) as {{ adapter.quote(name) }},
        {%- endfor %}
        if(_row_status = 'ok' and size(_extras) > 0, to_json(map_from_entries(
            transform(_extras, extra -> struct(extra._name, get(_fields, extra._position)))
        )), null) as _rescued_data,

        'row' as _row_kind,
        _row_status,
        if(_row_status = 'ok', null, _line) as _raw,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        cast(_line_number as int) as _line_number,
        cast(null as bigint) as _file_row_count,
        cast(null as string) as _file_problem
    from lines

    union all

    select
        {%- for name in feed.columns %}
        null,
        {%- endfor %}
        if(size(_extras) > 0, to_json(transform(_extras, extra -> extra._name)), null),

        'file',
        if(_problem is null, 'ok', 'no_header'),
        _header,
        _file_id,
        _file_path,
        _file_modified_at,
        _file_size,
        null,
        case
            when _problem = 'not a .csv or .csv.gz file' then 0
            else _filled_line_count - if(_problem is null, _header_count, 0)
        end,
        _problem
    from files

)

select
    *,
    current_timestamp() as _loaded_at,
    cast({{ load_id }} as bigint) as _load_id
from final
{% endmacro %}
