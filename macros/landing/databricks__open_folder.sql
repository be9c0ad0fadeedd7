{# Unity Catalog takes no external table of binary files and no two tables over one folder; read_files
   needs no table (see _macros.yml). #}
{% macro databricks__open_folder(relation, columns, format, path, options) %}
    {% set location = (landing_root() ~ '/' ~ path).rstrip('/') %}
    {% set given = [sql_literal(location), "format => " ~ sql_literal(format)] %}
    {% if columns and format != 'text' %}
        {% do given.append("schema => " ~ sql_literal(columns)) %}
        {% do given.append("schemaEvolutionMode => 'none'") %}
    {% endif %}
    {% for name, value in options.items() %}{% do given.append(name ~ ' => ' ~ sql_literal(value)) %}{% endfor %}
    {{ return("read_files(" ~ given | join(', ') ~ ")") }}
{% endmacro %}
