{# What a commit has set a property of its table to, of letters, digits and dashes; none for a commit that
   does not (see _macros.yml). #}
{% macro noted_in(operation, parameters, property) %}
    {% set sets_properties = operation == 'SET TBLPROPERTIES' or operation.endswith('TABLE AS SELECT') %}
    {% set noted = modules.re.search(property ~ '\\W+([\\w-]+)', parameters) if sets_properties %}
    {{ return(noted.group(1) if noted else none) }}
{% endmacro %}
