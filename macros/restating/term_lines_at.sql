{# Query of the prices or rates that counted at a time, each with its file and line (see _macros.yml). #}
{% macro term_lines_at(line, time) -%}
    {%- for feed in feeds_at(restated_lines()[line].get('terms', {}).get('feeds', []), time) %}
    select
        {{ "concat_ws('|', '" ~ feed.source ~ "', product_id)" if line == 'distribution' else 'from_currency' }} as term_key,
        {{ 'price_month' if line == 'distribution' else 'rate_date' }} as said_on,
        '{{ feed.feed }}' as feed,
        _file_path as file_path,
        _line_number as line_number
    from {{ table_at(feed.judged, time) }}
    where
        _outcome = 'accepted'
        {{ "and to_currency = '" ~ reporting_currency() ~ "'" if line == 'webshop' }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as string) as term_key,
        cast(null as date) as said_on,
        cast(null as string) as feed,
        cast(null as string) as file_path,
        cast(null as int) as line_number
    where false
    {%- endfor %}
{%- endmacro %}
