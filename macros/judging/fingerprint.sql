{# What a judged model's rows were judged with: its rendered SQL with models for tables, so that
   another schema, prefix or catalog is no change (see _macros.yml). #}
{% macro fingerprint(query) %}
    {% set text = namespace(sql=query) %}
    {% if execute %}
        {% for parent in model.depends_on.nodes if parent in graph.nodes %}
            {% set node = graph.nodes[parent] %}
            {% set text.sql = modules.re.sub('(`?\\w+`?\\.)+`?' ~ node.alias ~ '`?(?!\\w)', node.name, text.sql) %}
        {% endfor %}
        {% set text.sql = text.sql | replace(this | string, 'this') %}
    {% endif %}
    {{ return(local_md5(text.sql.split() | join(' '))) }}
{% endmacro %}
