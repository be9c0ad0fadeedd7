{# First pass over the new files of a feed of JSON lines: one row per file, where each split of it
   starts, how many lines it has, and what is wrong with it (see _macros.yml). #}
{% macro describe_json_files_query(feed, lines, files) %}
{%- set of_split -%}
count_if(
            startswith(btrim(_line, ' \t\u000b\u000c\ufeff'), '{')
            and {{ names_every_column('_seen_line', feed) }}
        )
{%- endset -%}
with

{{ texts_of_files(feed, lines, files, 'lower(_line)', of_split, 'sum(_found)') }},

final as (

    -- merge: a failure behind a broadcast ends the script that waits for it
    select /*+ merge(texts) */
        new_files.*,
        texts._splits,
        coalesce(texts._filled_line_count, 0) as _file_row_count,
        case
            when coalesce(texts._filled_line_count, 0) = 0 then 'empty file'
            when texts._found = 0
                then concat(
                    'no line is a JSON object with the required keys {{ feed.required | join(', ') }}; the first line is: ',
                    {{ spelled_out('texts._first_line', feed) }}
                )
        end as _problem
    from new_files
    left join texts on new_files._file_uri = texts._file_uri
    where {{ is_read_as_listed('texts') }}

)

select to_json(collect_list(struct(*))) as described_files
from final
{% endmacro %}
