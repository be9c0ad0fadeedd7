{# First pass over the new files of a feed of JSON lines: one row per file, where each split of it
   starts, how many lines it has, and what is wrong with it (see _macros.yml). #}
{% macro describe_json_files_query(feed, lines, files) %}
{#- of changes, all keys that the objects of a file have; they cost a parser, others need none -#}
{%- set keys = 'array_distinct(flatten(collect_list(map_keys(' ~ json_object('_line', feed) ~ '))))' -%}
{%- set of_split -%}
struct(
            count_if(
                startswith(btrim(_line, ' \t\u000b\u000c\ufeff'), '{')
                and {{ names_every_column('_seen_line', feed) }}
            ) as _objects,
            {{ keys if feed.kind == 'changes' else 'cast(array() as array<string>)' }} as _keys
        )
{%- endset -%}
{%- set of_file -%}
struct(sum(_found._objects) as _objects, array_sort(array_distinct(flatten(collect_list(_found._keys)))) as _names)
{%- endset -%}
with

{{ texts_of_files(feed, lines, files, 'lower(_line)', of_split, of_file) }},

named as (

    select
        *,
        _found._names,
        array_except({{ text_array(feed.columns | map('lower')) }}, _found._names) as _missing
    from texts

),

compared as (

    select
        *,
        {{ foreign_header(feed) if feed.kind == 'changes' else 'cast(null as string)' }} as _foreign_header
    from named

),

final as (

    -- merge: a failure behind a broadcast ends the script that waits for it
    select /*+ merge(compared) */
        new_files.*,
        compared._splits,
        coalesce(compared._filled_line_count, 0) as _file_row_count,
        case
            when coalesce(compared._filled_line_count, 0) = 0 then 'empty file'
            when compared._found._objects = 0
                then concat(
                    'no line is a JSON object with the required keys {{ feed.required | join(', ') }}; the first line is: ',
                    {{ spelled_out('compared._first_line', feed) }}
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
