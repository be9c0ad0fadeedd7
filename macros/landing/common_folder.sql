{# The deepest folder that holds all of some files, so that no other is listed again to read them (see
   _macros.yml). #}
{% macro common_folder(feed, files) %}
    {% set state = namespace(path=files[0]._file_path.rpartition('/')[0]) %}
    {% for file in files %}
        {% for step in state.path.split('/') if not file._file_path.startswith(state.path ~ '/') %}
            {% set state.path = state.path.rpartition('/')[0] %}
        {% endfor %}
    {% endfor %}
    {#- below the feed's folder, a name with other letters may be a pattern to Spark -#}
    {% set is_plain = modules.re.fullmatch('[A-Za-z0-9._=/-]*', state.path[feed.path | length:]) %}
    {{ return(state.path if is_plain else feed.path) }}
{% endmacro %}
