{# An argument more of read_files (see _macros.yml). #}
{% macro databricks__without_missing(lines) %}
    {{ return(lines[:-1] ~ ", ignoreMissingFiles => 'true')") }}
{% endmacro %}
