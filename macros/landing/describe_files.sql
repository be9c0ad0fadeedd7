{# First pass over new files: what each of them is, as a list of dictionaries. The files are read all
   at once; where that fails, half by half, until those are found that cannot be read (see _macros.yml). #}
{% macro describe_files(feed, lines, files) %}
    {#- 5,000 names in one statement plan in 4 seconds -#}
    {% if files | length <= 5000 %}
        {% set query = describe_json_files_query(feed, lines, files) if feed.format == 'jsonl' else describe_csv_files_query(feed, lines, files) %}
        {% set described = run_query(attempted(query)).rows[0][0] %}
        {% if described is not none %}{{ return(fromjson(described)) }}{% endif %}
        {% if files | length == 1 %}
            {{ return([dict(files[0], _problem=(
                'cannot be read: it is damaged, cut off or no gzip file' if files[0]._file_path.lower().endswith('.gz')
                else 'cannot be read: the permission is missing, it is damaged, or it was taken away or changed while it was read'
            ))]) }}
        {% endif %}
    {% endif %}
    {% set half = files | length // 2 %}
    {{ return(describe_files(feed, lines, files[:half]) + describe_files(feed, lines, files[half:])) }}
{% endmacro %}
