{# The newest commit of a table, for which a table is asked once in a run (see _macros.yml). #}
{% macro last_commit(relation) %}
    {% set known = graph.setdefault('last_commits', {}) %}
    {% if relation | string not in known %}
        {% do known.update({relation | string: run_query('describe history ' ~ relation ~ ' limit 1').rows[0]}) %}
    {% endif %}
    {{ return(known[relation | string]) }}
{% endmacro %}
