{# The run that note_what_was_built has noted in a commit; none for any other commit (see _macros.yml). #}
{% macro run_noted(operation, parameters) %}
    {% set noted = modules.re.search('built_in\\W+([\\w-]+)', parameters) if operation == 'SET TBLPROPERTIES' %}
    {{ return(noted.group(1) if noted else none) }}
{% endmacro %}
