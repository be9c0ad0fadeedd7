{# Keeps how many rows this node's table holds, if its last commit says so: of a table that it has
   written whole (see _macros.yml). #}
{% macro note_row_count(commit) %}
    {% set operation = commit['operation'] %}
    {% set is_whole = operation.endswith('TABLE AS SELECT')
        or (operation == 'WRITE' and 'Overwrite' in commit['operationParameters'] | string) %}
    {% set rows = modules.re.search('numOutputRows\\D+(\\d+)', commit['operationMetrics'] | string) %}
    {% if is_whole and rows %}
        {% do graph.setdefault('row_counts', {}).update({model.unique_id: rows.group(1)}) %}
    {% endif %}
{% endmacro %}
