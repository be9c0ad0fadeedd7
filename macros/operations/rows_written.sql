{# How many rows a table holds, if its commit replaced all of them and says how many it wrote; none
   otherwise (see _macros.yml). #}
{% macro rows_written(commit) %}
    {% set operation = commit['operation'] %}
    {% set is_whole = operation.endswith('TABLE AS SELECT')
        or (operation == 'WRITE' and 'Overwrite' in commit['operationParameters'] | string) %}
    {% set rows = modules.re.search('numOutputRows\\D+(\\d+)', commit['operationMetrics'] | string) %}
    {{ return(rows.group(1) if is_whole and rows else none) }}
{% endmacro %}
