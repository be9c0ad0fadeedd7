{# What every row of a change feed says besides its entity's values: what happened, when, and
   whether the row is whole (see _macros.yml). #}
{% macro change_columns() -%}
    {%- set technical = ['op', 'op_at', 'op_sequence'] -%}
    {%- set values = [] -%}
    {%- if execute -%}
        {%- set feed = feed_of_model(model.name) -%}
        {%- for name in feed_definition(feed.source, feed.table).columns if name not in technical -%}
            {%- do values.append(name ~ ' is not null') -%}
        {%- endfor -%}
    {%- endif -%}
    if(op is null, 'I', upper({{ visible_text('op') }})) as op,
        if(op is null, _file_modified_at, {{ utc_time('op_at') }}) as changed_at,
        coalesce({{ sequence_of('op_sequence') }}, 0) as change_sequence,
        op is not null and {{ clean_value('op_at') }} is null as _is_time_missing,
        {{ is_unreadable('op_sequence', sequence_of('op_sequence')) }} as _is_sequence_wrong,
        {{ values | join(' and ') or 'true' }} as _is_whole,

        {{ lineage_columns() }}
{%- endmacro %}
