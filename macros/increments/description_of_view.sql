{# A view's text and properties, as Spark describes it; asked once in a run, unless the view is made in
   between (see _macros.yml). #}
{% macro description_of_view(relation) %}
    {% set known = graph.setdefault('view_descriptions', {}) %}
    {% if relation | string not in known %}
        {% set said = {} %}
        {% for row in run_query('describe extended ' ~ relation).rows %}{% do said.update({row['col_name']: row['data_type']}) %}{% endfor %}
        {% do known.update({
            relation | string: {'text': said.get('View Text') or '', 'properties': said.get('Table Properties') or ''}
        }) %}
    {% endif %}
    {{ return(known[relation | string]) }}
{% endmacro %}
