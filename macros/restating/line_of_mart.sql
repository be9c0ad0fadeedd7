{# The line of business of a mart; that of all of them together is named by the key (see _macros.yml). #}
{% macro line_of_mart(name, key) %}
    {% set found = [] %}
    {% for line in lines_of_business() if '_' ~ line ~ '_' in name %}{% do found.append(line) %}{% endfor %}
    {% if not found and name in ('fct_revenue', 'rpt_revenue_by_line') and key.get('line_of_business') in lines_of_business() %}
        {{ return(key.line_of_business) }}
    {% endif %}
    {% set known = [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name and node.schema.endswith('analytics') %}
        {% do known.append(node.name) %}
    {% endfor %}
    {% if not found or not known or name.startswith('dim_') or name.startswith('bridge_') %}
        {{ exceptions.raise_compiler_error(
            "explain: '" ~ name ~ "' is no mart whose numbers come from order lines here. Mend: name a fct_ or rpt_ model of "
            ~ lines_of_business() | join(', ') ~ "; of fct_revenue and rpt_revenue_by_line also the line:"
            ~ " KEY='line_of_business=webshop, month=2025-08-01'."
        ) }}
    {% endif %}
    {{ return(found[0]) }}
{% endmacro %}
