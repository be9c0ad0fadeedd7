{# A checksum of a model's SQL and of the views that it reads through, down to their tables (see
   _macros.yml). #}
{% macro code_behind(node) %}
    {% set texts = [graph.nodes[node.unique_id].raw_code] %}
    {% for parent_id in node.depends_on.nodes | sort %}
        {% set parent = graph.nodes.get(parent_id) %}
        {% if parent and parent.config.materialized == 'view' %}{% do texts.append(code_behind(parent)) %}{% endif %}
    {% endfor %}
    {{ return(local_md5(texts | join)) }}
{% endmacro %}
