{# Unity Catalog knows the columns of all tables and views (see _macros.yml). #}
{% macro databricks__built_columns(nodes) %}
    {% set catalog = nodes[0].database %}
    {% set schemas = nodes | map(attribute='schema') | unique | sort %}
    {% set found = {} %}
    {% for row in run_query(
        "select table_schema, table_name, column_name, full_data_type from " ~ catalog ~ ".information_schema.columns where"
        ~ " table_catalog = '" ~ catalog ~ "' and (table_schema = '" ~ schemas | join("' or table_schema = '") ~ "')"
    ).rows %}
        {% do found.setdefault(row[0] ~ '.' ~ row[1], {}).update({row[2] | lower: row[3] | lower}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
