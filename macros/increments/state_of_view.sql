{# The text of a view and the state of what it reads, for which a view is asked once in a run; none where
   that cannot be told (see _macros.yml). #}
{% macro state_of_view(relation, node) %}
    {% set known = graph.setdefault('view_states', {}) %}
    {% if relation | string not in known %}
        {% set text = description_of_view(relation).text %}
        {% set behind = state_of_inputs(node, text) %}
        {#- a view that names no input that is known here: a clone's, of another environment -#}
        {% set is_known = behind and text and not asks_the_clock(text) %}
        {% do known.update({relation | string: [text] + behind if is_known else none}) %}
    {% endif %}
    {{ return(known[relation | string]) }}
{% endmacro %}
