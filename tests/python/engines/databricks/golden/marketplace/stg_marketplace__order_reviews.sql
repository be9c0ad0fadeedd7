-- batch 1, SQL warehouse

create table if not exists `marketplace_catalog`.`landing`.`marketplace_order_reviews_files`  using binaryFile options (recursiveFileLookup 'true') location '<landing>/marketplace/order_reviews'
;

alter table `marketplace_catalog`.`landing`.`marketplace_order_reviews_files` set location '<landing>/marketplace/order_reviews'
;

with
listed as (
    select
        _metadata.file_path as _file_uri,
        -- below the landing root, so that files keep their identity when the root moves
        url_decode(replace(array_join(
            slice(split(regexp_replace(_metadata.file_path, '^[a-z0-9]+:/+', ''), '/'), <depth>, 1000),
            '/'
        ), '+', '%2B')) as _file_path,
        _metadata.file_modification_time as _file_modified_at,
        _metadata.file_size as _file_size,
        cast(null as bigint) as _load_id
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews_files`
),
compared as (
    select
        max(_file_uri) as _file_uri,
        _file_path,
        _file_modified_at,
        _file_size,
        xxhash64(_file_path, unix_micros(_file_modified_at), _file_size) as _file_id,
        max(_load_id) as _load_id
    from listed
    group by _file_path, _file_modified_at, _file_size
)
select
    to_json(collect_list(struct(* except (_load_id))) filter (where _load_id is null)) as new_files,
    coalesce(max(_load_id), 0) as last_load_id
from compared
;

create table if not exists `marketplace_catalog`.`landing`.`marketplace_order_reviews` (first_field string, value string) using csv options (recursiveFileLookup 'true', multiLine 'true', columnNameOfCorruptRecord 'value', encoding 'ISO-8859-1', sep ',', quote '"', escape '"', lineSep '
') location '<landing>/marketplace/order_reviews'
;

alter table `marketplace_catalog`.`landing`.`marketplace_order_reviews` set location '<landing>/marketplace/order_reviews'
;

with
new_files as (
    select inline(from_json('<files>', '
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
        count_if(btrim(_line, ' \t\u000b\u000c') <> '') as _filled_line_count,
        min_by(left(_line, 200), _id) filter (where btrim(_line, ' \t\u000b\u000c') <> '') as _first_line,
        collect_list(struct(_split_start, _id, _line)) filter (
            where contains(lower(_line), 'review_id') and contains(lower(_line), 'order_id')
        ) as _candidates
    from (select
        _metadata.file_path as _file_uri,
        _metadata.file_block_start as _split_start,
        monotonically_increasing_id() as _id,
        regexp_replace(if(
            is_valid_utf8(cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string)),
            cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string),
            coalesce(value, first_field)
        ), '\\r$', '') as _line
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews`
    where _metadata.file_path in (<files>)) as landed
    group by _file_uri, _split_start
),
texts as (
    select
        _file_uri,
        sum(_filled_line_count) as _filled_line_count,
        min_by(_first_line, _split_start) as _first_line,
        array_sort(collect_list(struct(_split_start, _first_id, _line_count))) as _splits,
        -- to JSON and back turns the parsed struct into its field values; the last one is the sentinel
        transform(
            array_sort(flatten(collect_list(_candidates))),
            line -> struct(
                line._split_start,
                line._id,
                line._line,
                transform(
                    map_values(from_json(
                        to_json(
                            from_csv(
        concat(line._line, ',\u0001', repeat(',', 20)),
        '_c0 string, _c1 string, _c2 string, _c3 string, _c4 string, _c5 string, _c6 string, _c7 string, _c8 string, _c9 string, _c10 string, _c11 string, _c12 string, _c13 string, _c14 string, _c15 string, _c16 string, _c17 string, _c18 string, _c19 string, _c20 string',
        map('mode', 'PERMISSIVE', 'sep', ',', 'quote', '"', 'escape', '"', 'nullValue', '\u0002')
    ), map('ignoreNullFields', 'false')
                        ),
                        'map<string, string>'
                    )),
                    field -> lower(btrim(replace(coalesce(field, ''), '﻿', ''), ' \t\u000b\u000c'))
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
        filter(_candidates, line -> size(array_except(array('review_id', 'order_id'), line._fields)) = 0) as _headers
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
        transform(array('review_id', 'order_id', 'review_score', 'review_comment_title', 'review_comment_message', 'review_creation_date', 'review_answer_timestamp', 'op', 'op_at', 'op_sequence'), name -> cast(array_position(named._names, name) as int) - 1) as _positions,
        filter(
            transform(named._names, (name, i) -> struct(
                i as _position,
                if(array_position(named._names, name) = i + 1 and name <> '', name, concat(name, '#', i + 1)) as _name
            )),
            extra -> not array_contains(array('review_id', 'order_id', 'review_score', 'review_comment_title', 'review_comment_message', 'review_creation_date', 'review_answer_timestamp', 'op', 'op_at', 'op_sequence'), extra._name)
        ) as _extras,
        named._splits,
        coalesce(named._filled_line_count, 0) as _filled_line_count,
        coalesce(size(named._headers), 0) as _header_count,
        case
            when not lower(new_files._file_path) rlike '\\.csv(\\.gz)?$' then 'not a .csv or .csv.gz file'
            when coalesce(named._filled_line_count, 0) = 0 then 'empty file'
            when size(named._headers) = 0
                then concat(
                    'no header line with the required columns ', array_join(array('review_id', 'order_id'), ', '),
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
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'raw'
    AND table_name = 'stg_marketplace__order_reviews'
;

create or replace table `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
    using delta
      partitioned by (_row_kind)
      as
      with
files as (
    select inline(from_json('<files>', '
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
        *,
        coalesce(sum(length(_line) - length(replace(_line, '\n', ''))) over (
            partition by _file_uri order by _id
            rows between unbounded preceding and 1 preceding
        ), 0) as _line_breaks_before
    from (select
        _metadata.file_path as _file_uri,
        _metadata.file_block_start as _split_start,
        monotonically_increasing_id() as _id,
        regexp_replace(if(
            is_valid_utf8(cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string)),
            cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string),
            coalesce(value, first_field)
        ), '\\r$', '') as _line
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews`
    where _metadata.file_path in (<files>)) as landed
),
parsed_lines as (
    select
        * except (_parsed),
        array(_parsed.*) as _fields
    from (
        select *, from_csv(
        concat(_line, ',\u0001', repeat(',', 20)),
        '_c0 string, _c1 string, _c2 string, _c3 string, _c4 string, _c5 string, _c6 string, _c7 string, _c8 string, _c9 string, _c10 string, _c11 string, _c12 string, _c13 string, _c14 string, _c15 string, _c16 string, _c17 string, _c18 string, _c19 string, _c20 string',
        map('mode', 'PERMISSIVE', 'sep', ',', 'quote', '"', 'escape', '"', 'nullValue', '\u0002')
    ) as _parsed
        from numbered_lines
        where btrim(_line, ' \t\u000b\u000c') <> ''
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
            parsed_lines._id - splits._first_id + 1 + parsed_lines._line_breaks_before,
            raise_error('marketplace.order_reviews: files changed while they were read. Nothing was loaded; run again.')
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
            when contains(_line, '"') and not _line rlike '^(?:"[^"]*+(?:""[^"]*+)*+"[ ]*+|[^",][^,]*+|)(?:[,](?:"[^"]*+(?:""[^"]*+)*+"[ ]*+|[^",][^,]*+|))*+$' then 'malformed'
            when _found_count < _field_count then 'too_few'
            when _found_count > _field_count then 'too_many'
            else 'ok'
        end as _row_status
    from located_lines
),
final as (
    select
        if(
            _row_status = 'ok' and _positions[0] >= 0,
            coalesce(get(_fields, _positions[0]), ''), null
        ) as `review_id`,
        if(
            _row_status = 'ok' and _positions[1] >= 0,
            coalesce(get(_fields, _positions[1]), ''), null
        ) as `order_id`,
        if(
            _row_status = 'ok' and _positions[2] >= 0,
            coalesce(get(_fields, _positions[2]), ''), null
        ) as `review_score`,
        if(
            _row_status = 'ok' and _positions[3] >= 0,
            coalesce(get(_fields, _positions[3]), ''), null
        ) as `review_comment_title`,
        if(
            _row_status = 'ok' and _positions[4] >= 0,
            coalesce(get(_fields, _positions[4]), ''), null
        ) as `review_comment_message`,
        if(
            _row_status = 'ok' and _positions[5] >= 0,
            coalesce(get(_fields, _positions[5]), ''), null
        ) as `review_creation_date`,
        if(
            _row_status = 'ok' and _positions[6] >= 0,
            coalesce(get(_fields, _positions[6]), ''), null
        ) as `review_answer_timestamp`,
        if(
            _row_status = 'ok' and _positions[7] >= 0,
            coalesce(get(_fields, _positions[7]), ''), null
        ) as `op`,
        if(
            _row_status = 'ok' and _positions[8] >= 0,
            coalesce(get(_fields, _positions[8]), ''), null
        ) as `op_at`,
        if(
            _row_status = 'ok' and _positions[9] >= 0,
            coalesce(get(_fields, _positions[9]), ''), null
        ) as `op_sequence`,
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
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
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
    cast(1 as bigint) as _load_id
from final
;

-- batch 2, cluster

create table if not exists `marketplace_catalog`.`landing`.`marketplace_order_reviews_files`  using binaryFile options (recursiveFileLookup 'true') location '<landing>/marketplace/order_reviews'
;

alter table `marketplace_catalog`.`landing`.`marketplace_order_reviews_files` set location '<landing>/marketplace/order_reviews'
;

with
listed as (
    select
        _metadata.file_path as _file_uri,
        -- below the landing root, so that files keep their identity when the root moves
        url_decode(replace(array_join(
            slice(split(regexp_replace(_metadata.file_path, '^[a-z0-9]+:/+', ''), '/'), <depth>, 1000),
            '/'
        ), '+', '%2B')) as _file_path,
        _metadata.file_modification_time as _file_modified_at,
        _metadata.file_size as _file_size,
        cast(null as bigint) as _load_id
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews_files`
    union all
    select null, _file_path, _file_modified_at, _file_size, _load_id
    from `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
    where _row_kind = 'file'
),
compared as (
    select
        max(_file_uri) as _file_uri,
        _file_path,
        _file_modified_at,
        _file_size,
        xxhash64(_file_path, unix_micros(_file_modified_at), _file_size) as _file_id,
        max(_load_id) as _load_id
    from listed
    group by _file_path, _file_modified_at, _file_size
)
select
    to_json(collect_list(struct(* except (_load_id))) filter (where _load_id is null)) as new_files,
    coalesce(max(_load_id), 0) as last_load_id
from compared
;

create table if not exists `marketplace_catalog`.`landing`.`marketplace_order_reviews` (first_field string, value string) using csv options (recursiveFileLookup 'true', multiLine 'true', columnNameOfCorruptRecord 'value', encoding 'ISO-8859-1', sep ',', quote '"', escape '"', lineSep '
') location '<landing>/marketplace/order_reviews'
;

alter table `marketplace_catalog`.`landing`.`marketplace_order_reviews` set location '<landing>/marketplace/order_reviews'
;

with
new_files as (
    select inline(from_json('<files>', '
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
        count_if(btrim(_line, ' \t\u000b\u000c') <> '') as _filled_line_count,
        min_by(left(_line, 200), _id) filter (where btrim(_line, ' \t\u000b\u000c') <> '') as _first_line,
        collect_list(struct(_split_start, _id, _line)) filter (
            where contains(lower(_line), 'review_id') and contains(lower(_line), 'order_id')
        ) as _candidates
    from (select
        _metadata.file_path as _file_uri,
        _metadata.file_block_start as _split_start,
        monotonically_increasing_id() as _id,
        regexp_replace(if(
            is_valid_utf8(cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string)),
            cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string),
            coalesce(value, first_field)
        ), '\\r$', '') as _line
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews`
    where _metadata.file_path in (<files>)) as landed
    group by _file_uri, _split_start
),
texts as (
    select
        _file_uri,
        sum(_filled_line_count) as _filled_line_count,
        min_by(_first_line, _split_start) as _first_line,
        array_sort(collect_list(struct(_split_start, _first_id, _line_count))) as _splits,
        -- to JSON and back turns the parsed struct into its field values; the last one is the sentinel
        transform(
            array_sort(flatten(collect_list(_candidates))),
            line -> struct(
                line._split_start,
                line._id,
                line._line,
                transform(
                    map_values(from_json(
                        to_json(
                            from_csv(
        concat(line._line, ',\u0001', repeat(',', 20)),
        '_c0 string, _c1 string, _c2 string, _c3 string, _c4 string, _c5 string, _c6 string, _c7 string, _c8 string, _c9 string, _c10 string, _c11 string, _c12 string, _c13 string, _c14 string, _c15 string, _c16 string, _c17 string, _c18 string, _c19 string, _c20 string',
        map('mode', 'PERMISSIVE', 'sep', ',', 'quote', '"', 'escape', '"', 'nullValue', '\u0002')
    ), map('ignoreNullFields', 'false')
                        ),
                        'map<string, string>'
                    )),
                    field -> lower(btrim(replace(coalesce(field, ''), '﻿', ''), ' \t\u000b\u000c'))
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
        filter(_candidates, line -> size(array_except(array('review_id', 'order_id'), line._fields)) = 0) as _headers
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
        transform(array('review_id', 'order_id', 'review_score', 'review_comment_title', 'review_comment_message', 'review_creation_date', 'review_answer_timestamp', 'op', 'op_at', 'op_sequence'), name -> cast(array_position(named._names, name) as int) - 1) as _positions,
        filter(
            transform(named._names, (name, i) -> struct(
                i as _position,
                if(array_position(named._names, name) = i + 1 and name <> '', name, concat(name, '#', i + 1)) as _name
            )),
            extra -> not array_contains(array('review_id', 'order_id', 'review_score', 'review_comment_title', 'review_comment_message', 'review_creation_date', 'review_answer_timestamp', 'op', 'op_at', 'op_sequence'), extra._name)
        ) as _extras,
        named._splits,
        coalesce(named._filled_line_count, 0) as _filled_line_count,
        coalesce(size(named._headers), 0) as _header_count,
        case
            when not lower(new_files._file_path) rlike '\\.csv(\\.gz)?$' then 'not a .csv or .csv.gz file'
            when coalesce(named._filled_line_count, 0) = 0 then 'empty file'
            when size(named._headers) = 0
                then concat(
                    'no header line with the required columns ', array_join(array('review_id', 'order_id'), ', '),
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
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'raw'
    AND table_name = 'stg_marketplace__order_reviews'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'raw'
    AND kcu.table_name = 'stg_marketplace__order_reviews'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'raw'
        AND table_name = 'stg_marketplace__order_reviews'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  JOIN `marketplace_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `marketplace_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'raw'
    AND kcu.table_name = 'stg_marketplace__order_reviews'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'raw'
        AND table_name = 'stg_marketplace__order_reviews'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'raw'
    AND table_name = 'stg_marketplace__order_reviews'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'raw'
    AND table_name = 'stg_marketplace__order_reviews'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
;

describe extended `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
;

create or replace temporary view `stg_marketplace__order_reviews__dbt_tmp` as
      with
files as (
    select inline(from_json('<files>', '
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
        *,
        coalesce(sum(length(_line) - length(replace(_line, '\n', ''))) over (
            partition by _file_uri order by _id
            rows between unbounded preceding and 1 preceding
        ), 0) as _line_breaks_before
    from (select
        _metadata.file_path as _file_uri,
        _metadata.file_block_start as _split_start,
        monotonically_increasing_id() as _id,
        regexp_replace(if(
            is_valid_utf8(cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string)),
            cast(encode(coalesce(value, first_field), 'ISO-8859-1') as string),
            coalesce(value, first_field)
        ), '\\r$', '') as _line
    from `marketplace_catalog`.`landing`.`marketplace_order_reviews`
    where _metadata.file_path in (<files>)) as landed
),
parsed_lines as (
    select
        * except (_parsed),
        array(_parsed.*) as _fields
    from (
        select *, from_csv(
        concat(_line, ',\u0001', repeat(',', 20)),
        '_c0 string, _c1 string, _c2 string, _c3 string, _c4 string, _c5 string, _c6 string, _c7 string, _c8 string, _c9 string, _c10 string, _c11 string, _c12 string, _c13 string, _c14 string, _c15 string, _c16 string, _c17 string, _c18 string, _c19 string, _c20 string',
        map('mode', 'PERMISSIVE', 'sep', ',', 'quote', '"', 'escape', '"', 'nullValue', '\u0002')
    ) as _parsed
        from numbered_lines
        where btrim(_line, ' \t\u000b\u000c') <> ''
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
            parsed_lines._id - splits._first_id + 1 + parsed_lines._line_breaks_before,
            raise_error('marketplace.order_reviews: files changed while they were read. Nothing was loaded; run again.')
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
            when contains(_line, '"') and not _line rlike '^(?:"[^"]*+(?:""[^"]*+)*+"[ ]*+|[^",][^,]*+|)(?:[,](?:"[^"]*+(?:""[^"]*+)*+"[ ]*+|[^",][^,]*+|))*+$' then 'malformed'
            when _found_count < _field_count then 'too_few'
            when _found_count > _field_count then 'too_many'
            else 'ok'
        end as _row_status
    from located_lines
),
final as (
    select
        if(
            _row_status = 'ok' and _positions[0] >= 0,
            coalesce(get(_fields, _positions[0]), ''), null
        ) as `review_id`,
        if(
            _row_status = 'ok' and _positions[1] >= 0,
            coalesce(get(_fields, _positions[1]), ''), null
        ) as `order_id`,
        if(
            _row_status = 'ok' and _positions[2] >= 0,
            coalesce(get(_fields, _positions[2]), ''), null
        ) as `review_score`,
        if(
            _row_status = 'ok' and _positions[3] >= 0,
            coalesce(get(_fields, _positions[3]), ''), null
        ) as `review_comment_title`,
        if(
            _row_status = 'ok' and _positions[4] >= 0,
            coalesce(get(_fields, _positions[4]), ''), null
        ) as `review_comment_message`,
        if(
            _row_status = 'ok' and _positions[5] >= 0,
            coalesce(get(_fields, _positions[5]), ''), null
        ) as `review_creation_date`,
        if(
            _row_status = 'ok' and _positions[6] >= 0,
            coalesce(get(_fields, _positions[6]), ''), null
        ) as `review_answer_timestamp`,
        if(
            _row_status = 'ok' and _positions[7] >= 0,
            coalesce(get(_fields, _positions[7]), ''), null
        ) as `op`,
        if(
            _row_status = 'ok' and _positions[8] >= 0,
            coalesce(get(_fields, _positions[8]), ''), null
        ) as `op_at`,
        if(
            _row_status = 'ok' and _positions[9] >= 0,
            coalesce(get(_fields, _positions[9]), ''), null
        ) as `op_sequence`,
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
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
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
    cast(2 as bigint) as _load_id
from final
;

DESCRIBE TABLE `stg_marketplace__order_reviews__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
;

DESCRIBE TABLE `stg_marketplace__order_reviews__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews`
;

insert into `marketplace_catalog`.`raw`.`stg_marketplace__order_reviews` by name
            select * from `stg_marketplace__order_reviews__dbt_tmp`
;

