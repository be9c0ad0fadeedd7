{# Notes at a table, after its rows were written, what they were made of and in which run (see
   _macros.yml). #}
{% macro note_what_was_built(property, value) %}
    {% do note_row_count(last_commit(this)) %}
    {% do run_query(
        "alter table " ~ this ~ " set tblproperties ('" ~ property ~ "' = '" ~ value ~ "', 'built_in' = '" ~ invocation_id ~ "')"
    ) %}
    {% do forget_last_commit() %}
    {#- nobody needs to ask -#}
    {% do graph.setdefault('table_states', {}).update({this | string: 'built in ' ~ invocation_id}) %}
{% endmacro %}
