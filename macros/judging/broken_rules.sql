{# The names of the declared rules of one severity that a row breaks, as an array (see
   _macros.yml). #}
{% macro broken_rules(severity) -%}
    {%- set feed = feed_of_model(model.name) -%}
    {%- set rules = declared_rules(model, feed.kind) | selectattr('severity', 'equalto', severity) | list -%}
    {%- if severity == 'reject' -%}
    case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else
    {%- else -%}
    case
        when _row_status <> 'ok' then array()
        else
    {%- endif %} array_compact(array(
        {%- if severity == 'reject' %}
            if({{ is_damaged_key(ids_of_row(feed.kind)) }}, 'key_damaged', null),
            if({{ is_total_line(ids_of_row(feed.kind)) }}, 'total_line', null),
        {%- endif %}
        {%- for rule in rules %}
            if({{ rule.condition }}, '{{ rule.name }}', null){{ ',' if not loop.last }}
        {%- else %}cast(null as string)
        {%- endfor %}
        ))
    end
{%- endmacro %}
