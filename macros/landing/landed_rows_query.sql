{# Second pass: one row per line (_row_kind 'row') and one per file (_row_kind 'file'), so that the
   ledger commits together with the rows that it stands for (see _macros.yml). #}
{% macro landed_rows_query(feed, lines, described_files, load_id) %}
{#- the same files as in the first pass, with lines or without: others would give other ids -#}
{%- set file_uris = described_files | selectattr('_file_row_count', 'defined') | map(attribute='_file_uri') | list -%}
{%- set widest = described_files | map(attribute='_field_count', default=0) | map('int') | max if described_files else 0 -%}
{%- set max_fields = [feed.max_fields, widest] | max -%}
with

files as (

    select inline(from_json({{ sql_literal(tojson(described_files)) }}, '
        array<struct<
            _file_uri string, _file_path string, _file_modified_at timestamp, _file_size bigint, _file_id bigint,
            _header string, _header_lines array<string>, _header_split_start bigint, _header_id bigint, _field_count int,
            _empty_count int,
            _positions array<int>, _extras array<struct<_position int, _name string>>,
            _splits array<struct<_split_start bigint, _first_id bigint, _line_count bigint>>,
            _file_row_count bigint, _problem string
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

),

numbered_lines as (

    select
        *
        {%- if feed.multi_line %},
        coalesce(sum(regexp_count(_line, '\\r\\n|\\r|\\n')) over (
            partition by _file_uri order by _id
            rows between unbounded preceding and 1 preceding
        ), 0) as _line_breaks_before
        {%- endif %}
    from ({{ landed_lines(feed, without_missing(lines) if lines else none, file_uris) }}) as landed

),

parsed_lines as (

    {%- if feed.format == 'jsonl' %}

    select
        *,
        {{ json_object('_line', feed) }} as _object
    from numbered_lines
    where {{ trimmed('_line') }} <> ''
    {%- else %}

    select
        * except (_parsed),
        array(_parsed.*) as _fields
    from (
        select
            * except (_bare),
            length(_line) - length(_bare) as _cut_count,
            {{ csv_struct('_bare', feed, max_fields) }} as _parsed
        from (select *, {{ without_empty_end('_line', feed) }} as _bare from numbered_lines) as bare_lines
        where {{ trimmed('_line') }} <> ''
    ) as parsed
    {%- endif %}

),

located_lines as (

    select /*+ broadcast(splits) */
        parsed_lines._line,
        {%- if feed.format == 'jsonl' %}
        parsed_lines._object,
        {%- else %}
        -- of a line whose empty end was cut, nothing behind its last value
        if(
            parsed_lines._cut_count > 0,
            slice(parsed_lines._fields, 1, greatest(cast(array_position(parsed_lines._fields, '\u0001') as int) - 1, 0)),
            parsed_lines._fields
        ) as _fields,
        parsed_lines._cut_count,
        array_position(parsed_lines._fields, '\u0001') - 1 as _found_count,
        (parsed_lines._split_start, parsed_lines._id) < (splits._header_split_start, splits._header_id)
            as _is_before_header,
        {%- endif %}
        splits.*,
        splits._lines_before + parsed_lines._id - splits._first_id + 1
        {{- ' + parsed_lines._line_breaks_before' if feed.multi_line }} as _line_number
    from parsed_lines
    inner join splits
        on
            parsed_lines._file_uri = splits._file_uri
            and parsed_lines._split_start = splits._split_start
    {%- if feed.format == 'csv' %}
    where splits._problem is not null or not array_contains(splits._header_lines, parsed_lines._line)
    {%- endif %}

),

lines as (

    select
        *,
        case
            when _problem is not null then 'no_header'
            {%- if feed.format == 'jsonl' %}
            when _object is null then 'malformed'
            {%- else %}
            when _is_before_header or _found_count < 0 then 'malformed'
            -- Spark's parser forgives text behind a closing quote, and may shift values
            when contains(_line, '"') and not _line rlike '{{ well_quoted_line(feed) }}' then 'malformed'
            when _found_count + _cut_count < _field_count + _empty_count then 'too_few'
            -- a value in one of the columns that were cut off the header has no name
            when _found_count > _field_count or _found_count + _cut_count > _field_count + _empty_count then 'too_many'
            {%- endif %}
            else 'ok'
        end as _row_status
    from located_lines

),

final as (

    select
        {%- for name in feed.columns %}
        {#- an empty value is '', so that null says that the file has no such column, the object no such key #}
        {%- if feed.format == 'jsonl' %}
        if(
            _row_status = 'ok' and map_contains_key(_object, '{{ name | lower }}'),
            coalesce(_object['{{ name | lower }}'], ''), null
        ) as {{ adapter.quote(name) }},
        {%- else %}
        if(
            _row_status = 'ok' and _positions[{{ loop.index0 }}] >= 0,
            coalesce(get(_fields, _positions[{{ loop.index0 }}]), ''), null
        ) as {{ adapter.quote(name) }},
        {%- endif %}
        {%- endfor %}
        {%- if feed.format == 'jsonl' %}
        if(
            _row_status = 'ok' and size(array_except(map_keys(_object), {{ text_array(feed.columns | map('lower')) }})) > 0,
            to_json(map_filter(_object, (key, value) -> not array_contains({{ text_array(feed.columns | map('lower')) }}, key))),
            null
        ) as _rescued_data,
        {%- else %}
        if(_row_status = 'ok' and size(_extras) > 0, to_json(map_from_entries(
            transform(_extras, extra -> struct(extra._name, get(_fields, extra._position)))
        )), null) as _rescued_data,
        {%- endif %}

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
        coalesce(_file_row_count, 0),
        _problem
    from files

)

select
    *,
    current_timestamp() as _loaded_at,
    cast({{ load_id }} as bigint) as _load_id
from final
{% endmacro %}
