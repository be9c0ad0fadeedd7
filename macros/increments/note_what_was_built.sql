{# Notes at a table, after its rows were written, what they were made of (see _macros.yml). #}
{% macro note_what_was_built(property, value) %}
    {% do run_query("alter table " ~ this ~ " set tblproperties ('" ~ property ~ "' = '" ~ value ~ "')") %}
    {% do graph.get('last_commits', {}).pop(this | string, none) %}
{% endmacro %}
