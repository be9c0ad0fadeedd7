{# Query of the delivered rows that are newly rejected, of the feeds that leave them in bronze (see
   _macros.yml). #}
{% macro records_of_new_rejects(news) -%}
    {%- set queries, loads = [], {} -%}
    {%- for name, input in news.items() if execute and input.is_judged and input.is_new -%}
        {%- do queries.append(
            "select '" ~ name ~ "' as feed, to_json(sort_array(collect_set(_load_id))) as load_ids from " ~ input.relation
            ~ " where _outcome = 'rejected' and _judgement_id > " ~ input.since
        ) -%}
    {%- endfor -%}
    {%- if queries -%}
        {%- for row in run_query(queries | join(' union all ')).rows -%}
            {%- do loads.update({row['feed']: fromjson(row['load_ids'])}) -%}
        {%- endfor -%}
    {%- endif -%}
    select
        cast(null as string) as quarantine_id,
        cast(null as string) as raw_record
    where false
    {%- for feed in feeds() if loads.get(feed.feed) %}
    union all
    select
        concat_ws(':', '{{ feed.feed }}', delivered._file_id, delivered._line_number) as quarantine_id,
        {{ raw_record(feed_definition(feed.source, feed.table).columns, feed) }} as raw_record
    from {{ ref(feed.bronze) }} as delivered
    left semi join {{ ref(feed.judged) }} as rejects
        on
            delivered._file_id = rejects._file_id
            and delivered._line_number = rejects._line_number
            and rejects._outcome = 'rejected'
            and rejects._judgement_id > {{ news[feed.feed].since }}
    where
        delivered._row_kind = 'row'
        and delivered._load_id in ({{ loads[feed.feed] | join(', ') }})
    {%- endfor %}
{%- endmacro %}
