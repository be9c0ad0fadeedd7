{# Whether this run builds bronze of any feed (see _macros.yml). #}
{% macro loads_a_feed() %}
    {% for feed in feeds() if 'model.' ~ project_name ~ '.' ~ feed.bronze in selected_resources %}
        {{ return(true) }}
    {% endfor %}
    {{ return(false) }}
{% endmacro %}
