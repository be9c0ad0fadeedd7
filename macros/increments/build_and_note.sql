{# Writes a model's table, and notes at it what its rows were made of and in which run: in the same
   commit where the table is created, in one behind it where rows are added (see _macros.yml). #}
{% macro build_and_note(build, property, value) %}
    {% set to_note = graph.setdefault('to_note', {}) %}
    {% do to_note.update({model.unique_id: {property: value, 'built_in': invocation_id}}) %}
    {% set built = write_table(build) %}
    {% set left = to_note.pop(model.unique_id, none) %}
    {% if left %}
        {% do run_query('alter table ' ~ this ~ ' set tblproperties (' ~ properties_list(left) ~ ')') %}
    {% endif %}
    {#- nobody needs to ask -#}
    {% do graph.setdefault('table_states', {}).update({this | string: 'built in ' ~ invocation_id}) %}
    {{ return(built) }}
{% endmacro %}
