{# Builds a model, unless its table was made by the same code from the same inputs and nobody has
   changed it since (see _macros.yml). #}
{% macro build_if_changed(build) %}
    {% if compiled_code | trim == nothing_new() %}{{ return(leave_as_it_is()) }}{% endif %}
    {#- other tables than the graph says, and tables without their rows -#}
    {% set code = none if flags.DEFER or flags.EMPTY else code_of_model() %}
    {% set inputs = state_of_inputs(model, compiled_code) if code else none %}
    {% if inputs is none %}{{ return(build()) }}{% endif %}

    {% set built_from = local_md5(code ~ inputs | join(', ')) %}
    {% if is_built_from(built_from) %}{{ return(leave_as_it_is()) }}{% endif %}
    {% set built = build() %}
    {% do run_query("alter table " ~ this ~ " set tblproperties ('built_from' = '" ~ built_from ~ "')") %}
    {% do graph.get('last_commits', {}).pop(this | string, none) %}
    {{ return(built) }}
{% endmacro %}
