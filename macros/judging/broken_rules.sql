{# The names of the declared rules of one severity that a row breaks, as an array (see
   _macros.yml). #}
{% macro broken_rules(severity) -%}
    {%- set feed = feed_of_model(model.name) -%}
    {%- set meta = model.config.meta -%}
    {%- set rules = var('rules').get(feed.kind, []) + meta.get('rules', []) -%}
    {%- if severity == 'reject' -%}
    case
        when _row_status = 'no_header' then array('file_schema')
        when _row_status <> 'ok' then array('malformed_row')
        else
    {%- else -%}
    case
        when _row_status <> 'ok' then array()
        else
    {%- endif %} {% if meta.get('line_rules') -%}
        array_distinct(concat(
            {{ names_of_broken_rules(rules, severity, ids_of_row(feed.kind)) }},
            coalesce(flatten(lines.{{ severity }}_rules), array())
        ))
        {%- else -%}
        {{ names_of_broken_rules(rules, severity, ids_of_row(feed.kind)) }}
        {%- endif %}
    end
{%- endmacro %}
