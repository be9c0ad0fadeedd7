{# A checksum of a model's SQL and of that of the models that it reads through, down to what says by
   itself that it has changed (see _macros.yml). #}
{% macro code_behind(node, told=[], read=none) %}
    {% set read = {} if read is none else read %}
    {% set texts = [graph.nodes[node.unique_id].raw_code] %}
    {% for parent_id in node.depends_on.nodes | sort if parent_id not in read %}
        {% do read.update({parent_id: true}) %}
        {% set parent = graph.nodes.get(parent_id) %}
        {% if parent and parent.resource_type == 'model' and parent.name not in told and parent.alias not in told %}
            {% if parent.config.materialized == 'view' %}
                {% set relation = load_relation(api.Relation.create(
                    database=parent.database, schema=parent.schema, identifier=parent.alias
                )) %}
                {#- as it is rendered: with what macros have made of it -#}
                {% if relation and relation.is_view %}{% do texts.append(description_of_view(relation).text) %}{% endif %}
            {% endif %}
            {% do texts.append(code_behind(parent, told, read)) %}
        {% endif %}
    {% endfor %}
    {{ return(local_md5(texts | join)) }}
{% endmacro %}
