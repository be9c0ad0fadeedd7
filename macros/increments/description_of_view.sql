{# A view's text and properties, as Spark describes it (see _macros.yml). #}
{% macro description_of_view(relation) %}
    {% set said = {} %}
    {% for row in run_query('describe extended ' ~ relation).rows %}{% do said.update({row['col_name']: row['data_type']}) %}{% endfor %}
    {{ return({'text': said.get('View Text') or '', 'properties': said.get('Table Properties') or ''}) }}
{% endmacro %}
