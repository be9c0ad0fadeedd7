{# Builds an incremental model, unless it knows that it has nothing to add (see _macros.yml). #}
{% macro build_what_is_new(build) %}
    {% if compiled_code | trim == nothing_new() %}{{ return(leave_as_it_is()) }}{% endif %}
    {% set loading = graph.get('loading', {}).get(model.unique_id) %}
    {% if loading %}{{ return(load_whole_files(build, loading)) }}{% endif %}
    {% set reading = graph.get('reading', {}).get(model.unique_id) %}
    {% if not reading %}{{ return(build_if_changed(build)) }}{% endif %}

    {% if not reading.has_news and not should_full_refresh() %}{{ return(leave_as_it_is()) }}{% endif %}
    {% if flags.DEFER %}{{ return(write_table(build)) }}{% endif %}
    {{ return(build_and_note(build, 'read_up_to', tojson(reading.up_to))) }}
{% endmacro %}
