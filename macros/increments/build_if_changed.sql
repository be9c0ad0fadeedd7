{# Builds a model, unless its table or view was made by the same code from the same inputs and nobody has
   changed it since (see _macros.yml). #}
{% macro build_if_changed(build) %}
    {#- other tables than the graph says, tables without their rows, and rows that a day changes -#}
    {% set meta = config.get('meta', {}) %}
    {% set is_never_old = meta.get('always') or (asks_the_clock(compiled_code) and not meta.get('is_stamped')) %}
    {% set code = none if flags.DEFER or flags.EMPTY or is_never_old else code_of_model() %}
    {% set inputs = state_of_inputs(model, compiled_code) if code else none %}
    {% if inputs is none %}{{ return(write_table(build)) }}{% endif %}

    {% set built_from = local_md5(code ~ inputs | join(', ')) %}
    {% if is_built_from(built_from) %}{{ return(leave_as_it_is()) }}{% endif %}
    {% if config.get('materialized') == 'view' %}
        {#- its own statement notes it, and it is another view then -#}
        {% do graph.get('view_descriptions', {}).pop(this | string, none) %}
        {% do graph.setdefault('views_built_from', {}).update({model.unique_id: built_from}) %}
        {{ return(build()) }}
    {% endif %}
    {{ return(build_and_note(build, 'built_from', built_from)) }}
{% endmacro %}
