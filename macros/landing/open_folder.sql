{# What to select the files of a folder of the landing zone from (see _macros.yml). #}
{% macro open_folder(relation, columns, format, path, options={}) %}
    {{ return(adapter.dispatch('open_folder')(relation, columns, format, path, options)) }}
{% endmacro %}
