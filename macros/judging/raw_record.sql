{# A row as delivered, for people who correct it; of a feed with personal data what names nobody (see
   _macros.yml). #}
{% macro raw_record(columns, feed=none) -%}
    {%- set feed = feed or feed_of_model(model.name) -%}
    {#- the cards are known when models are executed -#}
    {%- set personal = feed_definition(feed.source, feed.table).personal if execute else [] -%}
    {%- set shown = [] -%}
    {%- for name in columns -%}
        {%- do shown.append("if(" ~ name ~ " is null, null, '***') as " ~ name if name in personal else name) -%}
    {%- endfor -%}
    coalesce({{ "if(_raw is null, null, '" ~ withheld() ~ "')" if personal else '_raw' }}, to_json(struct({{ shown | join(', ') }})))
{%- endmacro %}
