{# What files are, as one statement finds; none where it fails (see _macros.yml). #}
{% macro description_of(feed, lines, files) %}
    {% set query = describe_json_files_query(feed, lines, files) if feed.format == 'jsonl' else describe_csv_files_query(feed, lines, files) %}
    {% set described = run_query(attempted(query)).rows[0][0] %}
    {{ return(fromjson(described) if described is not none else none) }}
{% endmacro %}
