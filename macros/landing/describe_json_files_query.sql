{# First pass over the new files of a feed of JSON lines: one row per file, where each split of it
   starts, how many lines it has, and what is wrong with it (see _macros.yml). #}
{% macro describe_json_files_query(feed, lines, files) %}
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
        count_if(
            startswith(btrim(_line, ' \t\u000b\u000c\ufeff'), '{')
            and {{ names_every_column('lower(_line)', feed) }}
        ) as _object_count
    from ({{ landed_lines(feed, lines, files | map(attribute='_file_uri') | list) }}) as landed
    group by _file_uri, _split_start

),

texts as (

    select
        _file_uri,

        max(_read_modified_at) as _read_modified_at,
        max(_read_size) as _read_size,
        sum(_filled_line_count) as _filled_line_count,
        min_by(_first_line, _split_start) filter (where _first_line is not null) as _first_line,
        sum(_object_count) as _object_count,
        array_sort(collect_list(struct(_split_start, _first_id, _line_count))) as _splits
    from splits
    group by _file_uri

),

final as (

    -- merge: a failure behind a broadcast ends the script that waits for it
    select /*+ merge(texts) */
        new_files.*,
        texts._splits,
        coalesce(texts._filled_line_count, 0) as _filled_line_count,
        0 as _header_count,
        case
            when coalesce(texts._filled_line_count, 0) = 0 then 'empty file'
            when texts._object_count = 0
                then concat(
                    'no line is a JSON object with the required keys {{ feed.required | join(', ') }}; the first line is: ',
                    {{ spelled_out('texts._first_line') }}
                )
        end as _problem
    from new_files
    left join texts on new_files._file_uri = texts._file_uri
    where {{ is_read_as_listed('texts') }}

)

select to_json(collect_list(struct(*))) as described_files
from final
{% endmacro %}
